/** Reads the targets of an export, and makes documents of what is live. */
import { type ExportedDocument, exportDocuments } from '../authoring/export-documents.ts';
import type { Layout } from '../authoring/file-names.ts';
import { declarations } from '../kinds/index.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import { fitsPattern } from '../model/patterns.ts';
import type { Provider } from '../model/provider.ts';
import type { DesiredTarget } from '../model/target.ts';
import { addressesOf } from '../reconcile/addresses.ts';
import { connectAll, readingOf } from './connect-all.ts';
import { type Checked, composeChecked } from './export-files.ts';
import type { ExportTargets } from './export-targets.ts';
import { fetchArchives, NOTHING_FETCHED } from './fetch-archives.ts';
import type { ArtifactsWanted } from './fetch-artifact.ts';
import type { Io } from './io.ts';
import { type OutputOptions, PARALLELISM } from './options.ts';
import { requestLog } from './request-log.ts';

export interface ReadOptions extends Omit<OutputOptions, 'output'> {
  readonly only: readonly string[];
  readonly exclude: readonly string[];
  readonly layout: Layout;
  readonly artifacts: ArtifactsWanted;
}

export interface Reading {
  readonly chosen: readonly DesiredTarget[];
  readonly targets: ExportTargets;
  /** Absolute. */
  readonly out: string;
  readonly stop: AbortSignal;
}

export interface ReadAll {
  readonly checked: Checked;
  readonly diagnostics: readonly Diagnostic[];
}

/** All or none: an export of half the estate would look like the whole. */
export async function readAll(
  { chosen, targets, out, stop }: Reading,
  options: ReadOptions,
  io: Io,
): Promise<ReadAll> {
  const connection = {
    access: 'read-only',
    io,
    trace: await requestLog(options, io),
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
      options.artifacts === 'digest' ? NOTHING_FETCHED : await fetchArchives(documents, { out, providers });
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
  { only, exclude }: ReadOptions,
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
function assertFitting(observed: readonly Observed[], { only, exclude }: ReadOptions): void {
  const known = observed.flatMap(({ addresses }) => addresses);
  const wrong = [...only, ...exclude].find(
    (pattern) => !known.some((address) => fitsPattern(pattern, address)),
  );
  if (wrong === undefined) return;
  throw new MuleteerError('usage', `nothing live has the address ${wrong}`, {
    hint: 'addresses are written TARGET/KIND/NAME, an application with @PLACE',
  });
}

function noteOf({ target, live }: ExportedDocument, why: string, leftOut: boolean): Diagnostic {
  const what = leftOut ? 'is left out' : 'is observed only, for no manifest can say it';
  return warn(leftOut ? 'left_out' : 'observed_only', `${target}/${live.key} ${what}: ${why}`);
}

function warn(code: string, message: string): Diagnostic {
  return liveDiagnostic('warning', code, message);
}
