/** What `plan --live` plans against: a signed file, and nobody is asked. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { consoleKinds, runtimeManagerKinds } from '../kinds/index.ts';
import { createSnapshotProvider } from '../kinds/snapshot-provider.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { SnapshotSource } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import type { AppliedRecord, RecordedResource } from '../model/record.ts';
import type { Snapshot, SnapshotTarget, TakenTarget, Told } from '../model/snapshot.ts';
import type { DesiredTarget } from '../model/target.ts';
import { createSealer } from '../record/seal.ts';
import { age } from '../render/words.ts';
import { createRedactor, type Declared, declaredIn, explained, revived } from '../snapshot/redaction.ts';
import { readSnapshot } from '../snapshot/snapshot-file.ts';
import { createSnapshotHolds } from '../snapshot/snapshot-holds.ts';
import { createSnapshotRecord } from '../snapshot/snapshot-record.ts';
import type { Io } from './io.ts';
import { assertNamesEstate } from './named-estate.ts';
import { knownArtifacts } from './open-artifacts.ts';
import { type OpenedRecord, openRecord, recordKey } from './open-record.ts';
import { trustedKeys } from './snapshot-keys.ts';

export interface OpenedSnapshot {
  readonly source: SnapshotSource;
  readonly providers: readonly Provider[];
  readonly record: OpenedRecord;
  readonly diagnostics: readonly Diagnostic[];
}

export interface LiveOptions {
  /** A file that `snapshot` wrote, in the place of the services. */
  readonly live?: string;
  readonly publicKey?: string | undefined;
}

export interface SnapshotRequest extends Pick<LiveOptions, 'publicKey'> {
  /** As it was named. */
  readonly file: string;
  readonly paths: readonly string[];
  readonly targets: readonly DesiredTarget[];
}

/** @throws MuleteerError where it cannot be read or believed, or is not of these targets */
export async function openSnapshot(request: SnapshotRequest, io: Io): Promise<OpenedSnapshot> {
  const { file, paths, targets, publicKey } = request;
  const opened = await openRecord(paths, targets, { record: 'none' }, io);
  const trusted = await trustedKeys({ named: publicKey, repository: opened.repository }, io);
  const snapshot = readSnapshot(await textOf(file, io), file, trusted);
  const taken = await Promise.all(targets.map((target) => find(target, snapshot, file, io)));
  const specs = targets.flatMap(({ resources }) => resources.map(({ spec }) => spec));
  const declared = declaredIn(specs, createRedactor(snapshot.salt));
  const seal = createSealer(await recordKey(io));
  const records = new Map(taken.map((one) => [one.name, recordOf(one, declared)]));
  return {
    source: { file, takenAt: snapshot.takenAt },
    providers: taken.map((one) => providerOf(one, declared, io)),
    record: {
      ...opened,
      store: createSnapshotRecord({ remembers: snapshot.remembers, records, seal }),
      holds: createSnapshotHolds(new Map(taken.map(({ name, holds }) => [name, holds]))),
    },
    diagnostics: ageWarning(snapshot, file, io),
  };
}

async function textOf(file: string, { cwd }: Io): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new MuleteerError('usage', `cannot read ${file}${code}`, {
      hint: '`muleteer snapshot --out FILE` writes the file that --live reads',
      cause,
    });
  }
}

async function find(
  target: DesiredTarget,
  { targets }: Snapshot,
  file: string,
  io: Io,
): Promise<SnapshotTarget> {
  const { name, kind, manifest } = target;
  const found = targets.find((one) => one.name === name && one.kind === kind);
  if (found === undefined) {
    const held = targets.map((one) => `${one.kind} ${one.name}`).join(', ') || 'none';
    throw new MuleteerError('settings', `${file} holds no ${kind} ${name}`, {
      hint: `it holds ${held}; take a new snapshot, or leave the target out with --target`,
    });
  }
  await assertNamesEstate(manifest, found, io);
  return found;
}

function providerOf(target: SnapshotTarget, declared: Declared, io: Io): Provider {
  const { name, kind, title, estate, basePath, known, alerts } = target;
  const kinds = Object.entries(target.kinds).map(([one, told]) => [
    one,
    revived(explained(told, declared)) as Told,
  ]);
  const taken: TakenTarget = { alerts, kinds: Object.fromEntries(kinds) };
  const identity = { target: name, title, estate, basePath, known, artifacts: knownArtifacts(io) };
  return kind === 'Console'
    ? createSnapshotProvider({ ...identity, kinds: consoleKinds, taken })
    : createSnapshotProvider({ ...identity, kinds: runtimeManagerKinds, taken });
}

function recordOf({ record }: SnapshotTarget, declared: Declared): AppliedRecord | null {
  if (record === null) return null;
  const resources = [...record.resources].map(([key, one]): readonly [string, RecordedResource] => [
    key,
    { ...one, spec: explained(one.spec as Json, declared) as RecordedResource['spec'] },
  ]);
  return { ...record, resources: new Map(resources) };
}

const OLD_MS = 24 * 3_600_000;

/** An estate moves on: what was true yesterday may mislead whoever reviews. */
function ageWarning({ takenAt }: Snapshot, file: string, { clock }: Io): readonly Diagnostic[] {
  const milliseconds = clock.now() - Date.parse(takenAt);
  if (!(milliseconds > OLD_MS)) return [];
  const message = `${file} was taken ${age(milliseconds)}: the plan shows what was live then`;
  return [liveDiagnostic('warning', 'old_snapshot', message, { hint: 'take a new one' })];
}
