import type { Diagnostic } from '../model/diagnostic.ts';
import type { TargetKindName, UnreadableManifest } from '../model/manifest.ts';
import { type BuildRequest, type BuiltManifest, buildManifest } from './build-manifest.ts';
import { type PatchedEnvelope, patchMembers } from './patch-members.ts';
import type { Member } from './place-documents.ts';
import type { Commands } from './run-command.ts';
import { secretPlacesOfResource, secretPlacesOfTarget } from './secret-places.ts';
import { createSecretSources, NOBODY_ASKED, type SecretSources } from './secret-sources.ts';
import { type Declarations, isTarget, targetKindOf } from './target-kinds.ts';
import { targetFiles } from './target-rules.ts';
import { NO_VALUES, readValueTable, type ValueTable } from './value-tables.ts';

/** Whose secrets are read, and which commands are run for them: who needs no resource need not ask for its secrets. */
export interface LoadCommands {
  /** Secrets of other targets are not read: whoever plans one environment has no other's at hand. */
  isMeant(target: string): boolean;
  readonly ofTargets: Commands;
  readonly ofResources: Commands;
}

/** A document on its way to a manifest. */
export interface Step extends BuiltManifest {
  readonly envelope: PatchedEnvelope;
  readonly target: string | undefined;
}

export interface BuildAllRequest {
  readonly members: readonly Member[];
  readonly unreadable: readonly UnreadableManifest[];
  readonly isWhole: (path: string) => boolean;
  readonly byKind: Declarations;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly commands: LoadCommands;
}

export interface BuiltAll {
  /** In the order of the members. */
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Targets first, since their values fill the placeholders of all others, and their patches change them. */
export function buildAll(request: BuildAllRequest): BuiltAll {
  const { env, commands } = request;
  const secretsOfTargets = createSecretSources(env, commands.ofTargets);
  // The same rule is the same memory: what a command printed for one is not asked for again.
  const secrets =
    commands.ofResources === commands.ofTargets
      ? secretsOfTargets
      : createSecretSources(env, commands.ofResources);
  const sourcesFor = (target: string | undefined, sources: SecretSources): SecretSources =>
    target === undefined || commands.isMeant(target) ? sources : NOBODY_ASKED;
  const targets = buildTargets(request.members, (name) => sourcesFor(name, secretsOfTargets));
  const tables = new Map([...targets.values()].map(({ name, values }) => [name, values]));
  const { envelopes, diagnostics } = patchMembers({ ...request, tables });
  const build = resourceBuilder(request.byKind, (target) => ({
    values: tables.get(target) ?? NO_VALUES,
    secrets: sourcesFor(target, secrets),
    named: target === undefined ? {} : { Environment: { environment: target }, Console: { console: target } },
  }));
  const steps = request.members.map((member, index): Step => {
    const envelope = envelopes[index] ?? { ...member.envelope, patchedBy: [] };
    const { target } = member;
    const { manifest, diagnostics: found } = targets.get(member)?.built ?? build(envelope, target);
    return { manifest, diagnostics: found, envelope, target };
  });
  return { steps, diagnostics };
}

interface BuiltTarget {
  readonly name: unknown;
  readonly values: ValueTable;
  readonly built: BuiltManifest;
}

function buildTargets(
  members: readonly Member[],
  sourcesOf: (target: string) => SecretSources,
): ReadonlyMap<Member, BuiltTarget> {
  const targets = members.filter(({ envelope }) => isTarget(envelope));
  return new Map(
    targets.map((member) => {
      const { envelope } = member;
      const values = readValueTable(envelope, true);
      const built = buildManifest({
        envelope: { ...envelope, patchedBy: [] },
        secrets: sourcesOf(String(envelope.metadata.name)),
        values,
        isSecretPlace: secretPlacesOfTarget,
        files: targetFiles,
        target: {},
      });
      const complete = built.manifest !== null;
      return [member, { name: envelope.metadata.name, values: { ...values, complete }, built }];
    }),
  );
}

/** What all documents of one target have in common. */
interface Surroundings extends Pick<BuildRequest, 'values' | 'secrets'> {
  /** How metadata says whose a document is; empty where that is not known. */
  readonly named: Partial<Readonly<Record<TargetKindName, BuildRequest['target']>>>;
}

type BuildResource = (envelope: PatchedEnvelope, target: string | undefined) => BuiltManifest;

function resourceBuilder(
  byKind: Declarations,
  around: (target: string | undefined) => Surroundings,
): BuildResource {
  const ofTargets = new Map<string | undefined, Surroundings>();
  const ofKinds = new Map<string, Pick<BuildRequest, 'isSecretPlace' | 'files'>>();
  for (const [kind, { fields, files }] of byKind)
    ofKinds.set(kind, { isSecretPlace: secretPlacesOfResource(fields), files });
  return (envelope, target) => {
    const surroundings = ofTargets.get(target) ?? around(target);
    ofTargets.set(target, surroundings);
    const { values, secrets, named } = surroundings;
    const { isSecretPlace, files } = ofKinds.get(envelope.kind) ?? NOTHING_OF_KIND;
    const targetKind = targetKindOf(envelope, byKind);
    const metadata = (targetKind === undefined ? undefined : named[targetKind]) ?? {};
    return buildManifest({ envelope, secrets, values, isSecretPlace, files, target: metadata });
  };
}

const NOTHING_OF_KIND = { isSecretPlace: secretPlacesOfResource({}), files: () => [] };
