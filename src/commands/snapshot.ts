import type { Command } from 'commander';
import type { ConnectedProvider } from '../kinds/provider.ts';
import { liveDiagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import { isoTime } from '../model/iso-time.ts';
import type { Json } from '../model/json.ts';
import { otherEstate } from '../model/other-estate.ts';
import type { AppliedRecord } from '../model/record.ts';
import type { Snapshot, SnapshotTarget } from '../model/snapshot.ts';
import type { DesiredTarget } from '../model/target.ts';
import { count } from '../render/words.ts';
import { createRedactor, plainOf, type Redactor, redactRecorded } from '../snapshot/redaction.ts';
import { writeSnapshot } from '../snapshot/snapshot-file.ts';
import type { PrivateKey } from '../snapshot/snapshot-key.ts';
import { VERSION } from '../version.ts';
import { connectAll, readingOf } from './connect-all.ts';
import { assertWritable, writeDiagnostics, writeFile } from './console-output.ts';
import { EXIT, type Io } from './io.ts';
import { narrow } from './load.ts';
import { loadTargets } from './load-targets.ts';
import { type OpenedRecord, openRecord } from './open-record.ts';
import {
  addColorOption,
  addLogOptions,
  addPublicKeyOption,
  addTargetOption,
  type OutputOptions,
  PARALLELISM,
} from './options.ts';
import { addRecordOptions, type RecordOptions } from './record-options.ts';
import { requestLog } from './request-log.ts';
import { privateKey, trustedKeys } from './snapshot-keys.ts';
import { stoppable } from './stoppable.ts';

interface SnapshotOptions extends RecordOptions, Omit<OutputOptions, 'output'> {
  readonly out?: string;
  readonly target: readonly string[];
  readonly publicKey?: string;
}

export function addSnapshotCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('snapshot')
    .description(
      'write what is live and what was applied last into a signed file, redacted, for `plan --live FILE` without credentials',
    )
    .argument('[path...]', 'manifests, files or folders (default: the current folder)')
    .option('--out <file>', 'where to write it; needed');
  addLogOptions(addColorOption(addPublicKeyOption(addRecordOptions(addTargetOption(command)))));
  command.action((paths: string[], options: SnapshotOptions) => run(snapshotCommand(paths, options, io)));
}

async function snapshotCommand(paths: readonly string[], options: SnapshotOptions, io: Io): Promise<number> {
  const { out } = options;
  if (out === undefined) {
    throw new MuleteerError('usage', 'snapshot needs --out FILE', {
      hint: 'it says where the snapshot goes',
    });
  }
  const key = await privateKey(io);
  const { targets, meant, problems } = await loadTargets(paths, io);
  if (problems.length > 0) {
    writeDiagnostics(problems, options, io);
    return EXIT.error;
  }
  const named = options.target.length > 0;
  const wanted = named ? targets : targets.filter(({ name }) => meant.has(name));
  const chosen = narrow(wanted, { target: options.target, only: [], exclude: [], selector: [] });
  assertWritable([{ format: 'json', file: out }], io);
  const record = await openRecord(paths, chosen, options, io);
  const taking = stoppable(io.signal);
  const snapshot = await taking.run(() => take(chosen, record, { ...options, stop: taking.stop }, io));
  writeFile(out, writeSnapshot(snapshot, key), io);
  await warnOfOtherKey(key, record, options, io);
  warnOfAlerts(snapshot, options, io);
  const rows = snapshot.targets.reduce((sum, { kinds }) => sum + rowsIn(kinds), 0);
  const what = `${count(snapshot.targets.length, 'target')}, ${count(rows, 'live resource')}`;
  io.stdout.write(`${out}: ${what}, signed with the key ${key.id}\n`);
  return EXIT.done;
}

async function take(
  targets: readonly DesiredTarget[],
  record: OpenedRecord,
  options: SnapshotOptions & { readonly stop: AbortSignal },
  io: Io,
): Promise<Snapshot> {
  const salt = io.newId();
  const takenAt = isoTime(io.clock.now());
  const connection = {
    access: 'read-only',
    io,
    trace: requestLog(options, io),
    parallelism: PARALLELISM,
  } as const;
  const connections = await connectAll(targets, { ...connection, stop: options.stop });
  try {
    const taken = targets.map(async (target, index): Promise<readonly SnapshotTarget[]> => {
      const provider = connections[index]?.thing;
      if (provider === undefined) return [];
      return [await takeTarget(target, provider, await record.store.load(target.name), createRedactor(salt))];
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
): Promise<SnapshotTarget> {
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

/** Nobody who has the repository alone could use it. */
async function warnOfOtherKey(
  { id }: PrivateKey,
  { repository }: OpenedRecord,
  options: SnapshotOptions,
  io: Io,
): Promise<void> {
  const problem = await trustedKeys({ named: options.publicKey, repository }, io).then(
    ({ file, keys }) =>
      keys.some((key) => key.id === id) ? null : `${file} does not hold the public half of the key ${id}`,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (problem === null) return;
  const hint = 'plan --live will refuse the snapshot until it is committed: openssl pkey -pubout makes it';
  writeDiagnostics([liveDiagnostic('warning', 'key_not_committed', problem, { hint })], options, io);
}

function warnOfAlerts({ targets }: Snapshot, options: SnapshotOptions, io: Io): void {
  const without = targets.filter(({ alerts }) => alerts === null);
  const diagnostics = without.map(({ name }) =>
    liveDiagnostic(
      'warning',
      'alerts_unknown',
      `the alert definitions of ${name} cannot be read, so that plans may miss some that are lost`,
    ),
  );
  writeDiagnostics(diagnostics, options, io);
}

function rowsIn(kinds: Readonly<Record<string, Json>>): number {
  return Object.values(kinds).reduce(
    (sum: number, told) => sum + ((told as { rows?: Json[] }).rows?.length ?? 0),
    0,
  );
}
