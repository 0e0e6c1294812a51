import { liveDiagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { count } from '../render/words.ts';
import { writeSnapshot } from '../snapshot/snapshot-file.ts';
import type { PrivateKey } from '../snapshot/snapshot-key.ts';
import { assertWritable, writeDiagnostics, writeFile } from './console-output.ts';
import { commandsOfTargets, type ExecOptions } from './exec-options.ts';
import { EXIT, type Io } from './io.ts';
import { narrow } from './load.ts';
import { loadTargets } from './load-targets.ts';
import { type OpenedRecord, openRecord } from './open-record.ts';
import type { OutputOptions } from './options.ts';
import type { RecordOptions } from './record-options.ts';
import { privateKey, trustedKeys } from './snapshot-keys.ts';
import { stoppable } from './stoppable.ts';
import { takeSnapshot } from './take-snapshot.ts';

export interface SnapshotOptions extends RecordOptions, ExecOptions, Omit<OutputOptions, 'output'> {
  readonly out?: string;
  readonly target: readonly string[];
  readonly publicKey?: string;
}

export async function snapshotCommand(
  paths: readonly string[],
  options: SnapshotOptions,
  io: Io,
): Promise<number> {
  const { out } = options;
  if (out === undefined) {
    throw new MuleteerError('usage', 'snapshot needs --out FILE', {
      hint: 'it says where the snapshot goes',
    });
  }
  const key = await privateKey(io);
  const { targets, meant, problems } = await loadTargets(paths, io, commandsOfTargets(options));
  if (problems.length > 0) {
    writeDiagnostics(problems, options, io);
    return EXIT.error;
  }
  const named = options.target.length > 0;
  const wanted = named ? targets : targets.filter(({ name }) => meant.has(name));
  const chosen = narrow(wanted, { target: options.target, only: [], exclude: [], selector: [] });
  assertWritable([{ format: 'json', file: out }], io);
  const record = await openRecord(paths, chosen, options, io);
  const taking = stoppable(io);
  const snapshot = await taking.run(() =>
    takeSnapshot(chosen, record, { ...options, stop: taking.stop }, io),
  );
  writeFile(out, writeSnapshot(snapshot, key), io);
  await warnOfOtherKey(key, record, options, io);
  warnOfAlerts(snapshot, options, io);
  const rows = snapshot.targets.reduce((sum, { kinds }) => sum + rowsIn(kinds), 0);
  const what = `${count(snapshot.targets.length, 'target')}, ${count(rows, 'live resource')}`;
  io.stdout.write(`${out}: ${what}, signed with the key ${key.id}\n`);
  return EXIT.done;
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
