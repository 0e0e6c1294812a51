/** Reads what was applied and what is there now, for `drift`. */
import { liveDiagnostic } from '../model/diagnostic.ts';
import { otherEstate } from '../model/other-estate.ts';
import type { Provider } from '../model/provider.ts';
import type { AppliedRecord, RecordedResource, RecordStore } from '../model/record.ts';
import type { RecordedHold } from '../model/recorded-hold.ts';
import { identityOf } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import { addressesOf } from '../reconcile/addresses.ts';
import { asDeclared, type ObservedTarget } from '../reconcile/drift.ts';
import { findRenames } from '../reconcile/find-renames.ts';
import { openHolds } from '../reconcile/hold-recorded.ts';
import { excludes as fits } from '../reconcile/select.ts';
import type { ConnectOptions } from './connect.ts';
import { connectAll, namingItsTarget } from './connect-all.ts';
import type { LoadedTargets } from './load-targets.ts';
import type { OpenedRecord } from './open-record.ts';
import type { SelectionOptions } from './options.ts';
import { textOf } from './spec-text.ts';
import { unknownAddress } from './unknown-name.ts';

export interface DriftRequest extends Pick<LoadedTargets, 'targets' | 'meant'> {
  readonly record: OpenedRecord;
  readonly selection: SelectionOptions;
}

/** Whoever has no record is not even contacted: there is nothing to compare with. */
export async function observeDrift(
  request: DriftRequest,
  connection: ConnectOptions,
): Promise<readonly ObservedTarget[]> {
  const { record } = request;
  const now = connection.io.clock.now();
  const loaded = await Promise.all(request.targets.map((desired) => loadOne(desired, request, now)));
  const wanted = loaded.filter(
    ({ desired, recorded }) => request.meant.has(desired.name) || recorded.length > 0,
  );
  assertAddresses(loaded, request.selection);
  const asked = wanted.flatMap(({ desired, applied }) => (applied === null ? [] : [desired]));
  const connections = await connectAll(asked, connection);
  try {
    return await Promise.all(
      wanted.map((one) => {
        const connected = connections.find(({ thing }) => thing.target === one.desired.name);
        return one.applied === null || connected === undefined
          ? unrecorded(one, record.store)
          : observe({ ...one, applied: one.applied }, connected.thing);
      }),
    );
  } finally {
    await Promise.all(connections.map(({ close }) => close()));
  }
}

interface LoadedOne {
  readonly desired: DesiredTarget;
  readonly applied: AppliedRecord | null;
  readonly holds: readonly RecordedHold[];
  readonly includes: (recorded: RecordedResource) => boolean;
  /** Those that this run is about. */
  readonly recorded: readonly RecordedResource[];
}

async function loadOne(
  desired: DesiredTarget,
  { record, selection }: DriftRequest,
  now: number,
): Promise<LoadedOne> {
  const [applied, kept] = await Promise.all([
    record.store.load(desired.name),
    record.holds.load(desired.name),
  ]);
  const holds = openHolds(kept, now);
  const { only, exclude, selector } = selection;
  const labelled = new Set(desired.resources.flatMap(({ key, selected }) => (selected ? [key] : [])));
  const covers = record.coverageOf(desired);
  const includes = ({ key, file }: RecordedResource): boolean =>
    covers(file) &&
    (only.length === 0 || fits(desired.name, key, only)) &&
    !fits(desired.name, key, exclude) &&
    // Labels are not recorded: only a manifest has them.
    (selector.length === 0 || labelled.has(key));
  return {
    desired,
    applied,
    holds,
    includes,
    recorded: [...(applied?.resources.values() ?? [])].filter(includes),
  };
}

/** A misspelt address must not look like "nothing drifted". */
function assertAddresses(loaded: readonly LoadedOne[], { only, exclude }: SelectionOptions): void {
  if (loaded.every(({ applied }) => applied === null)) return;
  const unknown = [...only, ...exclude].find(
    (pattern) =>
      !loaded.some(({ desired, applied }) =>
        [...(applied?.resources.keys() ?? [])].some((key) => fits(desired.name, key, [pattern])),
      ),
  );
  if (unknown === undefined) return;
  const addresses = loaded.flatMap(({ desired, applied }) => {
    const identities = [...(applied?.resources.keys() ?? [])].map(identityOf);
    return [...addressesOf(desired.name, identities).values()].map(({ short }) => short);
  });
  throw unknownAddress(unknown, { what: 'recorded resource', shownBy: 'muleteer drift --all', addresses });
}

/** @throws MuleteerError `refused` for a record of another estate: all of it would look deleted */
async function observe(
  { desired, applied, holds, includes }: LoadedOne & { readonly applied: AppliedRecord },
  thing: Provider,
): Promise<ObservedTarget> {
  if (applied.estate !== thing.estate) throw otherEstate(desired.name, applied.estate, thing.estate);
  const provider = namingItsTarget(thing, desired);
  const declared = asDeclared(applied, desired);
  const observation = await provider.observe(declared);
  const { nameOf } = findRenames(declared, observation.names, applied.resources);
  const { resources, diagnostics } = observation.describe(nameOf);
  const { title, kinds } = provider;
  return { desired, title, kinds, record: applied, holds, live: resources, diagnostics, includes };
}

async function unrecorded(
  { desired, holds, includes }: LoadedOne,
  { remembers }: RecordStore,
): Promise<ObservedTarget> {
  const { name, manifest } = desired;
  const message = remembers
    ? `nothing was applied to ${name} from git yet, so that nothing can have drifted`
    : `no record is kept of what is applied to ${name}, so that nobody can tell what drifted`;
  const hint = remembers
    ? 'apply once, or see --record-remote: a fresh clone has no record of its own'
    : 'keep one in git, or with --record file:PATH';
  const diagnostics = [liveDiagnostic('info', 'no_record', message, { origin: manifest.origin, hint })];
  const title = titleOf(desired);
  return { desired, title, kinds: [], record: null, holds, live: [], diagnostics, includes };
}

/** As far as the manifest says it; where variables say all of it, at least what it is. */
function titleOf({ kind, manifest: { spec } }: DesiredTarget): string {
  const parts = [textOf(spec.organization), textOf(spec.environment)].filter((one) => one !== undefined);
  return textOf(spec.url) ?? (parts.length === 0 ? kind : parts.join(' / '));
}
