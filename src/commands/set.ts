import { type Assignment, parseAssignment } from '../authoring/assignment.ts';
import type { Edit } from '../manifests/edit/edit-document.ts';
import { readValue } from '../manifests/edit/read-value.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import type { MuleteerError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { DesiredResource } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import { formsOf } from '../reconcile/select.ts';
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
import { EXIT, type Io } from './io.ts';
import { type Loaded, load } from './load.ts';
import { declared, unknownAddress } from './unknown-name.ts';

export interface SetOptions extends ShowOptions {
  readonly path: string;
}

export async function setCommand(
  address: string,
  texts: readonly string[],
  options: SetOptions,
  io: Io,
): Promise<number> {
  const assignments = texts.map(parseAssignment);
  const { targets, diagnostics } = await load([options.path], io, NOT_RUN);
  const meant = findMeant(address, targets);
  if (meant === null) {
    if (!assertValid(diagnostics, options, io)) return EXIT.error;
    throw unknown(address, targets);
  }
  const edited = await firstThatFits(meant.manifest, assignments, options, io);
  writeDiagnostics(edited.refusals, options, io);
  if (edited.refusals.length > 0 || !assertValid(edited.diagnostics, options, io)) return EXIT.error;
  const about = othersThan(meant, changedResources(targets, edited.targets));
  writeDiagnostics(about, options, io);
  if (hasErrors(about)) return EXIT.error;
  finishEdits(edited, options, io);
  return EXIT.done;
}

/** What is set: a resource, or a target by its name. */
interface Meant {
  readonly manifest: Manifest;
  readonly target: string;
  /** Null for the target itself. */
  readonly key: string | null;
}

function findMeant(address: string, targets: readonly DesiredTarget[]): Meant | null {
  const all = targets.flatMap(({ resources }) => resources);
  const resource = all.find(({ target, key }) => formsOf(target, key).includes(address));
  if (resource !== undefined) return resource;
  const target = targets.find(({ name }) => name === address);
  return target === undefined ? null : { manifest: target.manifest, target: target.name, key: null };
}

/** Whoever sets a value in one environment must not change another one: its owners may be other people. */
function othersThan(
  { target, key, manifest }: Meant,
  changed: readonly DesiredResource[],
): readonly Diagnostic[] {
  const elsewhere = changed.filter((one) => one.target !== target);
  if (elsewhere.length > 0) {
    const hint = `what several targets share is edited by hand; for ${target} alone write a patch, or set one of its values: muleteer set ${target} spec.values.NAME=VALUE`;
    const message = `${elsewhere.map(addressOf).join(', ')} would change with it`;
    return [liveDiagnostic('error', 'shared_manifest', message, { hint })];
  }
  const others = key === null ? [] : changed.filter((one) => one.manifest === manifest && one.key !== key);
  return others.length === 0
    ? []
    : [
        liveDiagnostic(
          'warning',
          'shared_manifest',
          `the manifest also stands for ${others.map(addressOf).join(', ')}`,
        ),
      ];
}

type Checked = EditedFiles & Loaded;

/**
 * A VALUE is read as YAML. Where the manifest holds texts only, what looks like a number is a text as well: `8081`
 * of a property, `1.10` of a version.
 */
async function firstThatFits(
  manifest: Manifest,
  assignments: readonly Assignment[],
  { path }: SetOptions,
  io: Io,
): Promise<Checked> {
  const attempt = async (edits: readonly Edit[]): Promise<Checked> => {
    const edited = editFiles([{ manifest, edits }], io);
    return { ...edited, ...(await loadEdited([path], edited, io)) };
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

function unknown(address: string, targets: readonly DesiredTarget[]): MuleteerError {
  const book = declared(targets);
  const names = targets.map(({ name }) => name);
  return unknownAddress(address, { ...book, addresses: [...book.addresses, ...names] });
}
