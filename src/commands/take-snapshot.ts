import type { ConnectedProvider } from '../kinds/provider.ts';
import { isoTime } from '../model/iso-time.ts';
import { otherEstate } from '../model/other-estate.ts';
import type { AppliedRecord } from '../model/record.ts';
import type { Snapshot, SnapshotTarget } from '../model/snapshot.ts';
import type { DesiredTarget } from '../model/target.ts';
import { openHolds } from '../reconcile/hold-recorded.ts';
import { createRedactor, plainOf, type Redactor, redactRecorded } from '../snapshot/redaction.ts';
import { VERSION } from '../version.ts';
import { connectAll, readingOf } from './connect-all.ts';
import type { Io } from './io.ts';
import type { OpenedRecord } from './open-record.ts';
import { type OutputOptions, PARALLELISM } from './options.ts';
import { requestLog } from './request-log.ts';

/** Reads every target once, and its record; all or none. */
export async function takeSnapshot(
  targets: readonly DesiredTarget[],
  record: OpenedRecord,
  options: Pick<OutputOptions, 'quiet' | 'verbose'> & { readonly stop: AbortSignal },
  io: Io,
): Promise<Snapshot> {
  const salt = io.newId();
  const takenAt = isoTime(io.clock.now());
  const connection = {
    access: 'read-only',
    io,
    trace: await requestLog(options, io),
    parallelism: PARALLELISM,
  } as const;
  const connections = await connectAll(targets, { ...connection, stop: options.stop });
  try {
    const taken = targets.map(async (target, index): Promise<readonly SnapshotTarget[]> => {
      const provider = connections[index]?.thing;
      if (provider === undefined) return [];
      const holds = openHolds(await record.holds.load(target.name), io.clock.now());
      const recorded = await record.store.load(target.name);
      return [{ ...(await takeTarget(target, provider, recorded, createRedactor(salt))), holds }];
    });
    const { remembers } = record.store;
    return { takenAt, toolVersion: VERSION, salt, remembers, targets: (await Promise.all(taken)).flat() };
  } finally {
    await Promise.all(connections.map(({ close }) => close()));
  }
}

async function takeTarget(
  target: DesiredTarget,
  provider: ConnectedProvider,
  record: AppliedRecord | null,
  redactor: Redactor,
): Promise<Omit<SnapshotTarget, 'holds'>> {
  const { title, estate, basePath, known } = provider;
  if (record !== null && record.estate !== estate) throw otherEstate(target.name, record.estate, estate);
  const taken = await readingOf(target, provider.take(target.resources, redactor.redact));
  const rules = new Map<string, ConnectedProvider['kinds'][number]>(
    provider.kinds.map((kind) => [kind.name, kind]),
  );
  const resources = [...(record?.resources ?? [])].map(([key, one]) => {
    const fields = rules.get(key.slice(0, key.indexOf('/')))?.fields ?? {};
    return [key, redactRecorded(one, fields, redactor)] as const;
  });
  return {
    name: target.name,
    kind: target.kind,
    title,
    estate,
    basePath,
    known,
    kinds: Object.fromEntries(Object.entries(taken.kinds).map(([kind, told]) => [kind, plainOf(told)])),
    alerts: taken.alerts,
    record: record === null ? null : { ...record, resources: new Map(resources) },
  };
}
