import { liveDiagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import { count } from '../render/words.ts';
import { hasErrors, writeDiagnostics } from './console-output.ts';
import {
  addressOf,
  assertValid,
  changedResources,
  type EditedFiles,
  editFiles,
  finishEdits,
  loadEdited,
  NOT_RUN,
  type ShowOptions,
} from './edit-manifests.ts';
import { withEvents } from './event-stream.ts';
import type { ExecOptions } from './exec-options.ts';
import type { ArtifactsWanted } from './fetch-artifact.ts';
import { EXIT, type Io } from './io.ts';
import { load } from './load.ts';
import { type MadePlan, withPlan } from './make-plan.ts';
import { PARALLELISM } from './options.ts';
import type { RecordOptions } from './record-options.ts';
import { type Taken, takeLive } from './take-live.ts';
import { UnknownAddress } from './unknown-name.ts';

export interface AdoptOptions extends ShowOptions, RecordOptions, ExecOptions {
  readonly path: string;
  readonly artifacts: ArtifactsWanted;
}

export async function adoptCommand(
  addresses: readonly string[],
  options: AdoptOptions,
  io: Io,
): Promise<number> {
  if (options.dryRun === true && options.artifacts === 'download')
    throw new MuleteerError('usage', '--dry-run writes nothing, and downloads nothing', {
      hint: 'leave one of --dry-run and --artifacts download out',
    });
  const selection = { target: [], only: addresses, exclude: [], selector: [], output: [], failOn: [] };
  const planning = { ...options, ...selection, parallelism: PARALLELISM };
  return withEvents(planning, io, async (events) => {
    const request = { access: 'read-only', io, events } as const;
    const use = (made: MadePlan) => adopt(made, options, io);
    return (await withPlan([options.path], planning, request, use).catch(pointToExport)) ?? EXIT.error;
  });
}

function pointToExport(error: unknown): never {
  if (!(error instanceof UnknownAddress) || error.isNearOne) throw error;
  throw new MuleteerError('usage', error.message, {
    hint: 'adopt edits manifests that are there; `muleteer export --only ADDRESS --out DIR` writes new ones',
  });
}

async function adopt(made: MadePlan, options: AdoptOptions, io: Io): Promise<number> {
  const differing = made.plan.changes.filter(({ action, fields }) => action !== 'keep' || fields.length > 0);
  const taken = await Promise.all(
    made.targets.flatMap((target) =>
      target.resources
        .filter(({ selected }) => selected)
        .flatMap((resource) => {
          const change = differing.find((one) => one.target === target.name && one.key === resource.key);
          return change === undefined
            ? []
            : takeLive({ change, resource, made, artifacts: options.artifacts });
        }),
    ),
  );
  const edited = editFiles(taken, io);
  const left = [...taken.flatMap(({ left: own }) => own), ...edited.refusals];
  writeDiagnostics(left, options, io);
  if (edited.refusals.length > 0 || !(await isSound(edited, taken, options, io))) return EXIT.error;
  finishEdits(edited, options, io);
  const adopted = taken.filter(({ edits }) => edits.length > 0).length;
  if (options.quiet !== true) io.stderr.write(`${conclusion(adopted, left.length, options)}\n`);
  return hasErrors(left) ? EXIT.error : EXIT.done;
}

/** The manifests are right, and nobody else says anything new because of it. */
async function isSound(
  edited: EditedFiles,
  taken: readonly Taken[],
  options: AdoptOptions,
  io: Io,
): Promise<boolean> {
  if (edited.files.length === 0) return true;
  const [before, after] = [
    await load([options.path], io, NOT_RUN),
    await loadEdited([options.path], edited, io),
  ];
  if (!assertValid(after.diagnostics, options, io)) return false;
  const meant = new Set(taken.map(({ resource: { target, key } }) => `${target} ${key}`));
  const others = changedResources(before.targets, after.targets).filter(
    ({ target, key }) => !meant.has(`${target} ${key}`),
  );
  if (others.length === 0) return true;
  const message = `${others.map(addressOf).join(', ')} would change with it`;
  const hint = 'their manifest is the same: adopt them together, or write a manifest or a patch for each';
  writeDiagnostics([liveDiagnostic('error', 'shared_manifest', message, { hint })], options, io);
  return false;
}

function conclusion(adopted: number, left: number, { dryRun }: AdoptOptions): string {
  const verb = dryRun === true ? 'would be adopted' : 'adopted';
  const rest = left === 0 ? '' : `, ${count(left, 'difference')} left`;
  return adopted === 0 && left === 0
    ? 'Nothing differs: the manifests are as live is'
    : `${count(adopted, 'resource')} ${verb}${rest}`;
}
