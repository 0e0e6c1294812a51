import { keyFor } from './assign-targets.ts';
import { type BuiltManifest, buildManifest } from './build-manifest.ts';
import type { Envelope } from './envelope.ts';
import type { Commands } from './run-command.ts';
import { secretPlacesOfResource, secretPlacesOfTarget } from './secret-places.ts';
import { createSecretSources } from './secret-sources.ts';
import { type Declarations, isTarget, targetKindOf } from './target-kinds.ts';
import { NO_VALUES, readValueTable, type ValueTable } from './value-tables.ts';

/** Which commands are run for whose secrets: who needs no resource need not ask for its secrets. */
export interface LoadCommands {
  readonly ofTargets: Commands;
  readonly ofResources: Commands;
}

/** A document on its way to a manifest. */
export interface Step extends BuiltManifest {
  readonly envelope: Envelope;
  readonly target: string | undefined;
}

/** Targets first, since their values fill the placeholders of all others. The order stays that of the documents. */
export function buildAll(
  envelopes: readonly Envelope[],
  targetOf: ReadonlyMap<Envelope, string>,
  byKind: Declarations,
  {
    env,
    commands,
  }: { readonly env: Readonly<Record<string, string | undefined>>; readonly commands: LoadCommands },
): readonly Step[] {
  const secrets = createSecretSources(env, commands.ofTargets);
  // The same rule is the same memory: what a command printed for one is not asked for again.
  const secretsOfResources =
    commands.ofResources === commands.ofTargets ? secrets : createSecretSources(env, commands.ofResources);
  const targets = new Map<Envelope, BuiltManifest>();
  const tables = new Map<unknown, ValueTable>();
  for (const envelope of envelopes.filter(isTarget)) {
    const values = readValueTable(envelope, true);
    const built = buildManifest({
      envelope,
      secrets,
      values,
      isSecretPlace: secretPlacesOfTarget,
      target: {},
    });
    targets.set(envelope, built);
    tables.set(envelope.metadata.name, { ...values, complete: built.manifest !== null });
  }
  return envelopes.map((envelope) => {
    const target = targetOf.get(envelope);
    const built = targets.get(envelope);
    if (built !== undefined) return { ...built, envelope, target };
    const targetKind = targetKindOf(envelope, byKind);
    const place = target === undefined || targetKind === undefined ? {} : { [keyFor(targetKind)]: target };
    const isSecretPlace = secretPlacesOfResource(byKind.get(envelope.kind)?.fields ?? {});
    const values = tables.get(target) ?? NO_VALUES;
    return {
      ...buildManifest({ envelope, secrets: secretsOfResources, values, isSecretPlace, target: place }),
      envelope,
      target,
    };
  });
}
