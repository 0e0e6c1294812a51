import type { Command } from 'commander';
import { type Assignment, parseAssignment } from '../authoring/assignment.ts';
import type { Edit } from '../manifests/edit/edit-document.ts';
import { readValue } from '../manifests/edit/read-value.ts';
import { liveDiagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import { MuleteerError } from '../model/errors.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import { formsOf } from '../reconcile/select.ts';
import { hasErrors, writeDiagnostics } from './console-output.ts';
import {
  assertValid,
  type EditedFiles,
  editFiles,
  finishEdits,
  loadEdited,
  type ShowOptions,
} from './edit-manifests.ts';
import { EXIT, type Io } from './io.ts';
import { load } from './load.ts';
import { addColorOption } from './options.ts';

interface SetOptions extends ShowOptions {
  readonly path: string;
}

export function addSetCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const command = program
    .command('set')
    .description('change values of one manifest in place, and nothing else of its file; contacts nobody')
    .argument(
      '<address>',
      'a declared resource, for instance production/Application/orders-api@orders-cluster',
    )
    .argument('<path=value...>', 'what it should say: spec.artifact.file=./orders-api-1.3.0.jar')
    .option('--path <path>', 'where the manifests are', '.')
    .option('--dry-run', 'show what would change, and write nothing')
    .option('-q, --quiet', 'no warnings');
  addColorOption(command);
  command.action((address: string, assignments: string[], options: SetOptions) =>
    run(setCommand(address, assignments.map(parseAssignment), options, io)),
  );
}

async function setCommand(
  address: string,
  assignments: readonly Assignment[],
  options: SetOptions,
  io: Io,
): Promise<number> {
  const { targets, diagnostics } = await load([options.path], io);
  const resource = findResource(address, targets);
  if (resource === null) {
    if (!assertValid(diagnostics, options, io)) return EXIT.error;
    throw unknown(address, targets);
  }
  const edited = await firstThatFits(resource, assignments, options, io);
  writeDiagnostics(edited.refusals, options, io);
  if (edited.refusals.length > 0 || !assertValid(edited.diagnostics, options, io)) return EXIT.error;
  const shared = sharing(resource, targets);
  if (shared.length > 0) {
    const message = `the manifest also stands for ${shared.join(', ')}`;
    writeDiagnostics([liveDiagnostic('warning', 'shared_manifest', message)], options, io);
  }
  finishEdits(edited, options, io);
  return EXIT.done;
}

interface Checked extends EditedFiles {
  readonly diagnostics: Awaited<ReturnType<typeof loadEdited>>['diagnostics'];
}

/**
 * A VALUE is read as YAML. Where the manifest holds texts only, what looks like a number is a text as well: `8081`
 * of a property, `1.10` of a version.
 */
async function firstThatFits(
  { manifest }: DesiredResource,
  assignments: readonly Assignment[],
  { path }: SetOptions,
  io: Io,
): Promise<Checked> {
  const attempt = async (edits: readonly Edit[]): Promise<Checked> => {
    const edited = editFiles([{ manifest, edits }], io);
    return { ...edited, diagnostics: (await loadEdited([path], edited, io)).diagnostics };
  };
  let edits: readonly Edit[] = assignments.map(({ path: at, text }) => ({
    path: at,
    value: readValue(text),
  }));
  let best = await attempt(edits);
  for (const [index, { path: at, text }] of assignments.entries()) {
    if (!hasErrors(best.diagnostics) || typeof edits[index]?.value === 'string') continue;
    const asText = edits.map((edit, other) => (other === index ? { path: at, value: text } : edit));
    const other = await attempt(asText);
    if (errorsIn(other) >= errorsIn(best)) continue;
    edits = asText;
    best = other;
  }
  return best;
}

function errorsIn({ diagnostics }: Checked): number {
  return diagnostics.filter(({ severity }) => severity === 'error').length;
}

function findResource(address: string, targets: readonly DesiredTarget[]): DesiredResource | null {
  const all = targets.flatMap(({ resources }) => resources);
  return all.find(({ target, key }) => formsOf(target, key).includes(address)) ?? null;
}

function sharing({ manifest, key }: DesiredResource, targets: readonly DesiredTarget[]): readonly string[] {
  const all = targets.flatMap(({ resources }) => resources);
  return all
    .filter((one) => one.manifest === manifest && one.key !== key)
    .map((one) => formsOf(one.target, one.key)[0] ?? one.key);
}

function unknown(address: string, targets: readonly DesiredTarget[]): MuleteerError {
  const known = targets.flatMap(({ resources }) =>
    resources.map(({ target, key }) => formsOf(target, key)[0] ?? key),
  );
  return new MuleteerError('usage', `no resource has the address ${address}`, {
    hint: didYouMean(address, known) ?? 'addresses are written TARGET/KIND/NAME, an application with @PLACE',
  });
}
