import { extname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type ExportedDocument, exportDocuments } from '../authoring/export-documents.ts';
import type { Layout } from '../authoring/file-names.ts';
import { declarations } from '../kinds/index.ts';
import { mapLimited } from '../kinds/map-limited.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import { fitsPattern } from '../model/patterns.ts';
import type { Provider } from '../model/provider.ts';
import type { LiveResource } from '../model/resource.ts';
import { isSpecObject } from '../model/spec-value.ts';
import type { DesiredTarget } from '../model/target.ts';
import { addressesOf } from '../reconcile/addresses.ts';
import { count } from '../render/words.ts';
import { connectAll, readingOf } from './connect-all.ts';
import { hasErrors, writeDiagnostics, writeFile } from './console-output.ts';
import { assertNothingOverwritten, type Checked, composeChecked } from './export-files.ts';
import { type ExportTargets, exportTargets } from './export-targets.ts';
import { type ArtifactsWanted, artifactsOption, fetchArtifact } from './fetch-artifact.ts';
import { EXIT, type Io } from './io.ts';
import { narrow } from './load.ts';
import {
  addColorOption,
  addLogOptions,
  addTargetOption,
  type OutputOptions,
  PARALLELISM,
} from './options.ts';
import { requestLog } from './request-log.ts';
import { stoppable } from './stoppable.ts';

interface ExportOptions extends Omit<OutputOptions, 'output'> {
  readonly out?: string;
  readonly target: readonly string[];
  readonly only: readonly string[];
  readonly exclude: readonly string[];
  readonly layout: Layout;
  readonly artifacts: ArtifactsWanted;
}

export function addExportCommand(program: Command, run: (code: Promise<number>) => void, io: Io): void {
  const repeatable = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];
  const command = program
    .command('export')
    .description('write what is live, and not declared yet, as manifests; writes to no service')
    .argument('[path...]', 'where manifests are, if there are any (default: the current folder)')
    .option('--out <dir>', 'where to write them; needed')
    .addOption(
      new Option('--layout <layout>', 'a file for each resource, or for each kind')
        .choices(['resource', 'kind'])
        .default('resource'),
    )
    .addOption(artifactsOption())
    .addOption(
      new Option(
        '--only <address>',
        'manage only this resource, and observe what it refers to; * stands for any text; repeatable',
      )
        .default([], 'all')
        .argParser(repeatable),
    )
    .addOption(
      new Option('--exclude <address>', 'manage all but this resource; * as above; repeatable')
        .default([], 'none')
        .argParser(repeatable),
    );
  addLogOptions(addColorOption(addTargetOption(command)));
  command.action((paths: string[], options: ExportOptions) => run(exportCommand(paths, options, io)));
}

async function exportCommand(paths: readonly string[], options: ExportOptions, io: Io): Promise<number> {
  const { out } = options;
  if (out === undefined)
    throw new MuleteerError('usage', 'export needs --out DIR', { hint: 'it says where the manifests go' });
  const targets = await exportTargets(paths, out, io);
  if (hasErrors(targets.diagnostics)) {
    writeDiagnostics(targets.diagnostics, options, io);
    return EXIT.error;
  }
  const chosen = narrow(targets.targets, { target: options.target, only: [], exclude: [], selector: [] });
  const reading = stoppable(io.signal);
  const { checked, diagnostics } = await reading.run(() =>
    readAll({ chosen, targets, out: resolve(io.cwd, out), stop: reading.stop }, options, io),
  );
  writeDiagnostics(diagnostics, options, io);
  assertNothingOverwritten(checked.texts, io);
  for (const [path, text] of checked.texts) writeFile(path, text, io);
  io.stdout.write(`${conclusion(checked, chosen, out)}\n`);
  return EXIT.done;
}

interface Reading {
  readonly chosen: readonly DesiredTarget[];
  readonly targets: ExportTargets;
  /** Absolute. */
  readonly out: string;
  readonly stop: AbortSignal;
}

interface ReadAll {
  readonly checked: Checked;
  readonly diagnostics: readonly Diagnostic[];
}

async function readAll(
  { chosen, targets, out, stop }: Reading,
  options: ExportOptions,
  io: Io,
): Promise<ReadAll> {
  const connection = {
    access: 'read-only',
    io,
    trace: requestLog(options, io),
    stop,
    parallelism: PARALLELISM,
  } as const;
  const connections = await connectAll(chosen, connection);
  try {
    const providers = new Map(connections.map(({ thing }) => [thing.target, thing]));
    const observed = await Promise.all(chosen.map((target) => observe(target, providers, options)));
    assertFitting(observed, options);
    const documents = observed.flatMap((one) => one.documents);
    const fetched =
      options.artifacts === 'digest' ? NOTHING_FETCHED : await fetchAll(documents, { out, providers });
    const place = { out, layout: options.layout, targets, artifacts: fetched.artifacts };
    const checked = await composeChecked(documents, place, io);
    const diagnostics = [
      ...observed.flatMap((one) => one.diagnostics),
      ...fetched.diagnostics,
      ...checked.notes.map(({ document, why, leftOut }) => noteOf(document, why, leftOut)),
    ];
    return { checked, diagnostics };
  } finally {
    await Promise.all(connections.map(({ close }) => close()));
  }
}

interface Observed {
  readonly documents: readonly ExportedDocument[];
  /** In every form, of all that is live. */
  readonly addresses: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

async function observe(
  target: DesiredTarget,
  providers: ReadonlyMap<string, Provider>,
  { only, exclude }: ExportOptions,
): Promise<Observed> {
  const { name, resources } = target;
  const observation = await readingOf(
    target,
    providers.get(name)?.observe([]) ?? Promise.reject(missing(name)),
  );
  const { resources: live, diagnostics } = observation.describe((one) => one.name);
  const addresses = addressesOf(
    name,
    live.map(({ identity }) => identity),
  );
  const fits = (patterns: readonly string[], key: string): boolean => {
    const { short = '', full = '' } = addresses.get(key) ?? {};
    return patterns.some((pattern) => fitsPattern(pattern, short) || fitsPattern(pattern, full));
  };
  const declared = new Set(
    resources.flatMap(({ key, formerKey }) => (formerKey === null ? [key] : [key, formerKey])),
  );
  const { documents, leftOut } = exportDocuments({
    target: name,
    live,
    declared,
    declarations,
    isChosen: (key) => (only.length === 0 || fits(only, key)) && !fits(exclude, key),
  });
  const unsettled = documents
    .filter(({ live: one }) => one.settled.state === 'failed')
    .map(({ live: one }) => one);
  return {
    documents,
    addresses: [...addresses.values()].flatMap(({ short, full }) => [short, full]),
    diagnostics: [
      ...diagnostics,
      ...leftOut.map(({ key, why }) => warn('left_out', `${addresses.get(key)?.short} is left out: ${why}`)),
      ...unsettled.map(({ key }) =>
        warn('unhealthy', `${addresses.get(key)?.short} is exported as it was asked for, but is not healthy`),
      ),
    ],
  };
}

function missing(name: string): MuleteerError {
  return new MuleteerError('bug', `nobody is connected to ${name}`);
}

/** A misspelt address must not look like nothing to do. */
function assertFitting(observed: readonly Observed[], { only, exclude }: ExportOptions): void {
  const known = observed.flatMap(({ addresses }) => addresses);
  const wrong = [...only, ...exclude].find(
    (pattern) => !known.some((address) => fitsPattern(pattern, address)),
  );
  if (wrong === undefined) return;
  throw new MuleteerError('usage', `nothing live has the address ${wrong}`, {
    hint: 'addresses are written TARGET/KIND/NAME, an application with @PLACE',
  });
}

const DOWNLOADS_AT_ONCE = 4;

interface Fetched {
  readonly artifacts: ReadonlyMap<LiveResource, string>;
  readonly diagnostics: readonly Diagnostic[];
}

const NOTHING_FETCHED: Fetched = { artifacts: new Map(), diagnostics: [] };

/** What cannot be had as a file that can be sent again is named by its digest. */
async function fetchAll(
  documents: readonly ExportedDocument[],
  { out, providers }: { readonly out: string; readonly providers: ReadonlyMap<string, Provider> },
): Promise<Fetched> {
  const artifacts = new Map<LiveResource, string>();
  const diagnostics: Diagnostic[] = [];
  const archives = documents.filter(
    ({ live, manage }) => manage === 'full' && isSpecObject(live.spec.artifact),
  );
  // One after the other by name: two of one name must see each other's file.
  const byName = new Map<string, Promise<void>>();
  await mapLimited(archives, DOWNLOADS_AT_ONCE, async ({ target, live }) => {
    const { fileName, sha1, size } = isSpecObject(live.spec.artifact) ? live.spec.artifact : {};
    const provider = providers.get(target);
    if (
      typeof fileName !== 'string' ||
      typeof sha1 !== 'string' ||
      typeof size !== 'number' ||
      provider === undefined
    )
      return;
    const { key, id } = live;
    if (!['.jar', '.zip'].includes(extname(fileName))) {
      diagnostics.push(warn('not_downloaded', `${target}/${key}: ${fileName} is neither a .jar nor a .zip`));
      return;
    }
    const turn = `${target}/${fileName.toLowerCase()}`;
    const fetching = (byName.get(turn) ?? Promise.resolve()).then(async () => {
      try {
        artifacts.set(
          live,
          await fetchArtifact({ heldBy: id, fileName, sha1, size }, join(out, target, 'artifacts'), provider),
        );
      } catch (error) {
        if (!(error instanceof MuleteerError) || error.code === 'interrupted' || error.code === 'usage')
          throw error;
        diagnostics.push(
          warn('not_downloaded', `${target}/${key}: ${fileName} cannot be downloaded: ${error.message}`),
        );
      }
    });
    byName.set(turn, fetching);
    await fetching;
  });
  return { artifacts, diagnostics };
}

function noteOf({ target, live }: ExportedDocument, why: string, leftOut: boolean): Diagnostic {
  const what = leftOut ? 'is left out' : 'is observed only, for no manifest can say it';
  return warn(leftOut ? 'left_out' : 'observed_only', `${target}/${live.key} ${what}: ${why}`);
}

function warn(code: string, message: string): Diagnostic {
  return liveDiagnostic('warning', code, message);
}

function conclusion({ documents, texts }: Checked, targets: readonly DesiredTarget[], out: string): string {
  if (documents.length === 0)
    return `Nothing to export: all that is live in ${count(targets.length, 'target')} is declared`;
  const observed = documents.filter(({ manage }) => manage === 'observe').length;
  const rest = observed === 0 ? '' : `, ${observed} of them observed only`;
  return `${out}: ${count(documents.length, 'resource')} of ${count(targets.length, 'target')} in ${count(texts.size, 'file')}${rest}`;
}
