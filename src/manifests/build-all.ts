import type { Diagnostic } from '../model/diagnostic.ts';
import type { UnreadableManifest } from '../model/manifest.ts';
import { keyFor } from './assign-targets.ts';
import { type BuiltManifest, buildManifest } from './build-manifest.ts';
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
  const steps = request.members.map((member, index) => {
    const built = targets.get(member);
    const envelope = envelopes[index] ?? { ...member.envelope, patchedBy: [] };
    const { target } = member;
    if (built !== undefined) return { ...built.built, envelope, target };
    const values = tables.get(target) ?? NO_VALUES;
    return {
      ...buildResource(envelope, { target, values, secrets: sourcesFor(target, secrets) }, request.byKind),
      envelope,
      target,
    };
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

interface Surroundings {
  readonly target: string | undefined;
  readonly values: ValueTable;
  readonly secrets: SecretSources;
}

function buildResource(
  envelope: PatchedEnvelope,
  { target, values, secrets }: Surroundings,
  byKind: Declarations,
): BuiltManifest {
  const targetKind = targetKindOf(envelope, byKind);
  const declaration = byKind.get(envelope.kind);
  return buildManifest({
    envelope,
    secrets,
    values,
    isSecretPlace: secretPlacesOfResource(declaration?.fields ?? {}),
    files: declaration?.files ?? (() => []),
    target: target === undefined || targetKind === undefined ? {} : { [keyFor(targetKind)]: target },
  });
}
