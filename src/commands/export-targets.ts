/** Which targets are exported: those of the manifests or, where there are none, those that the variables name. */
import { join, relative, resolve, sep } from 'node:path';
import { targetNameFor } from '../authoring/target-name.ts';
import type { LoadCommands } from '../manifests/build-all.ts';
import { writeDocument } from '../manifests/edit/write-document.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { TargetKindName } from '../model/manifest.ts';
import type { DesiredTarget } from '../model/target.ts';
import type { Io } from './io.ts';
import { load } from './load.ts';
import { isGiven, readVariable } from './variables.ts';

export interface ExportTargets {
  readonly targets: readonly DesiredTarget[];
  /** Absolute path → text: the documents of targets that only the variables name. */
  readonly files: ReadonlyMap<string, string>;
  /** What to load besides them. */
  readonly paths: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function exportTargets(
  paths: readonly string[],
  { out, commands }: { readonly out: string; readonly commands: LoadCommands },
  io: Io,
): Promise<ExportTargets> {
  const loaded = await load(paths, io, commands);
  const { diagnostics } = loaded;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const isNone = loaded.targets.length === 0 && errors.every(({ code }) => code === 'no_manifest');
  if (!isNone) return { ...loaded, files: new Map(), paths: paths.length === 0 ? ['.'] : paths };
  const files = await targetFiles(out, io);
  // Nothing but them is loaded: there is nothing else.
  const named = await load([], io, commands, { texts: files });
  return { ...named, files, paths: [] };
}

async function targetFiles(out: string, io: Io): Promise<ReadonlyMap<string, string>> {
  const { env, cwd } = io;
  const texts: (readonly [string, string])[] = [];
  if (isGiven(env, 'ANYPOINT_ENV') || isGiven(env, 'ANYPOINT_ORG')) {
    const spec = await given(
      { controlPlane: 'ANYPOINT_HOST', organization: 'ANYPOINT_ORG', environment: 'ANYPOINT_ENV' },
      io,
    );
    const name = targetNameFor(String(spec.environment ?? 'environment'));
    const comment = ['Who signs in is said by variables, as when it was exported; see spec.credentials.'];
    texts.push([name, writeTarget('Environment', name, withPlane(spec), comment)]);
  }
  if (isGiven(env, 'MMC_URL')) {
    const comment = ['MMC_USERNAME and MMC_PASSWORD say who signs in; see spec.credentials.'];
    const name = texts.some(([known]) => known === 'mmc') ? 'mmc-console' : 'mmc';
    texts.push([name, writeTarget('Console', name, await given({ url: 'MMC_URL' }, io), comment)]);
  }
  if (texts.length === 0)
    throw new MuleteerError('usage', 'there is no manifest at PATH, and no variable names a target', {
      hint: 'set ANYPOINT_ORG and ANYPOINT_ENV, or MMC_URL, or name a folder with an Environment or a Console',
    });
  return new Map(
    texts.map(([name, text]) => [
      join(resolve(cwd, out), name, text.includes('kind: Console') ? 'console.yaml' : 'environment.yaml'),
      text,
    ]),
  );
}

async function given(
  variables: Readonly<Record<string, string>>,
  { env }: Io,
): Promise<Readonly<Record<string, Json>>> {
  const entries = await Promise.all(
    Object.entries(variables).map(
      async ([key, variable]) => [key, await readVariable(env, variable)] as const,
    ),
  );
  return Object.fromEntries(
    entries.flatMap(([key, text]) => (text === undefined ? [] : [[key, text.trim()]])),
  );
}

/** The variable may be a bare host; a manifest has its scheme. */
function withPlane(spec: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const { controlPlane } = spec;
  if (typeof controlPlane !== 'string' || /^(?:us|eu|gov)$|:\/\//.test(controlPlane)) return spec;
  return { ...spec, controlPlane: `https://${controlPlane}` };
}

function writeTarget(
  kind: TargetKindName,
  name: string,
  spec: Readonly<Record<string, Json>>,
  comment: readonly string[],
): string {
  return writeDocument({ kind, metadata: { name }, spec, comment });
}

/** As a person would type it. */
export function shownPath(path: string, { cwd }: Io): string {
  return relative(cwd, path).split(sep).join('/') || '.';
}
