import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { FileReference } from '../model/kind.ts';
import { type DocumentPath, type Manifest, manifestDiagnostic } from '../model/manifest.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import {
  CONTROL_PLANES,
  consoleUrlProblems,
  controlPlaneUrlProblems,
  parseHttpUrl,
  type UrlProblem,
} from '../model/url-rules.ts';
import { checkFiles, type Repository } from './file-rules.ts';
import { maskLine } from './sensitive-text.ts';
import type { DiagnosticWords } from './source-document.ts';
import { checkWebhooks } from './webhook-rules.ts';
import { checkWindows } from './window-rules.ts';

export interface TargetQuestion {
  readonly manifest: Manifest;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly repository: Repository;
  /** False for a target in a parent folder that nothing selected belongs to: it may lack what nobody asks for. */
  readonly needed: boolean;
}

/** Rules of meaning about an Environment or a Console. */
export function checkTarget(question: TargetQuestion): readonly Diagnostic[] {
  const rules = question.manifest.kind === 'Environment' ? ENVIRONMENT_RULES : CONSOLE_RULES;
  return rules.flatMap((rule) => rule(question));
}

type Rule = (question: TargetQuestion) => readonly Diagnostic[];

const ENVIRONMENT_RULES: readonly Rule[] = [
  checkName,
  checkControlPlane,
  checkHiddenControlPlane,
  (question) => checkGiven(question, 'organization', 'ANYPOINT_ORG'),
  (question) => checkGiven(question, 'environment', 'ANYPOINT_ENV'),
  checkTlsFiles,
  ({ manifest }) => checkWebhooks(manifest),
  ({ manifest }) => checkWindows(manifest),
];

const CONSOLE_RULES: readonly Rule[] = [
  checkName,
  (question) => checkGiven(question, 'url', 'MMC_URL'),
  checkConsoleUrl,
  checkTlsFiles,
  ({ manifest }) => checkWebhooks(manifest),
  ({ manifest }) => checkWindows(manifest),
];

/** The name starts every address and names a git ref. */
function checkName({ manifest }: TargetQuestion): readonly Diagnostic[] {
  const { name } = manifest.metadata;
  if (/^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*$/.test(name) && !name.endsWith('.lock')) return [];
  return report(manifest, ['metadata', 'name'], {
    code: 'target_name',
    message: `a target cannot be named ${JSON.stringify(name)}`,
    hint: 'letters, digits, dots, underscores and dashes, and a letter or digit first',
  });
}

function checkControlPlane({ manifest }: TargetQuestion): readonly Diagnostic[] {
  const plane = manifest.spec.controlPlane;
  if (typeof plane !== 'string' || CONTROL_PLANES.has(plane)) return [];
  const path = ['spec', 'controlPlane'];
  const url = parseHttpUrl(plane);
  if (url !== null) return reportUrl(manifest, path, controlPlaneUrlProblems(url, url.host));
  const hint =
    didYouMean(plane, [...CONTROL_PLANES.keys()]) ??
    'us, eu, gov, or a URL such as https://anypoint.example.com';
  return report(manifest, path, {
    code: 'unknown_control_plane',
    message: `unknown control plane ${maskLine(plane)}`,
    hint,
  });
}

/** The same for a host from a secret or a variable; without a scheme it is https. */
function checkHiddenControlPlane({ manifest, env, needed }: TargetQuestion): readonly Diagnostic[] {
  const { controlPlane } = manifest.spec;
  if (typeof controlPlane === 'string' || !needed) return [];
  const url = parseHttpUrl(finalText(controlPlane, env, 'ANYPOINT_HOST') ?? '');
  if (url === null) return [];
  const shown = controlPlane === undefined ? 'the control plane of ANYPOINT_HOST' : 'the control plane';
  return reportUrl(manifest, ['spec', 'controlPlane'], controlPlaneUrlProblems(url, shown));
}

/** What a target must say, unless a variable does. */
function checkGiven(
  { manifest, env, needed }: TargetQuestion,
  key: string,
  variable: string,
): readonly Diagnostic[] {
  const given = manifest.spec[key] !== undefined || isSet(env, variable);
  if (given || !needed) return [];
  return report(manifest, ['metadata', 'name'], {
    code: 'target_incomplete',
    message: `${manifest.kind} ${manifest.metadata.name} has no ${key}`,
    hint: `add spec.${key}, or set ${variable}`,
  });
}

function isSet(env: TargetQuestion['env'], variable: string): boolean {
  return [variable, `${variable}_FILE`].some((name) => (env[name] ?? '') !== '');
}

function checkConsoleUrl({ manifest, env, needed }: TargetQuestion): readonly Diagnostic[] {
  const { url, allowHttp } = manifest.spec;
  const text = finalText(url, env, 'MMC_URL');
  if (text === undefined || (url === undefined && !needed)) return [];
  const about = { name: manifest.metadata.name, allowHttp: allowHttp === true };
  return reportUrl(manifest, ['spec', 'url'], consoleUrlProblems(text, about));
}

/** What the manifest says, else its variable, else the file that the variable's twin points to, if it can be read. */
function finalText(
  written: SpecValue | undefined,
  env: TargetQuestion['env'],
  variable: string,
): string | undefined {
  if (written instanceof Secret) return written.reveal();
  if (written !== undefined) return typeof written === 'string' ? written : undefined;
  const path = env[`${variable}_FILE`] ?? '';
  if ((env[variable] ?? '') !== '' || path === '') return env[variable] || undefined;
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined;
  }
}

function reportUrl(
  manifest: Manifest,
  path: DocumentPath,
  problems: readonly UrlProblem[],
): readonly Diagnostic[] {
  return problems.flatMap((problem) => report(manifest, path, problem));
}

/** Certificates are files in the repository, unless `${file:}` or `${env:}` gave their text. */
function checkTlsFiles({ manifest, repository }: TargetQuestion): readonly Diagnostic[] {
  return checkFiles(manifest, targetFiles(manifest), repository);
}

/** The files that a target names. */
export function targetFiles({ spec: { tls } }: Manifest): readonly FileReference[] {
  if (!isSpecObject(tls)) return [];
  return Object.entries(tls).flatMap(([key, value]) => fileReference(['spec', 'tls', key], value));
}

function fileReference(path: DocumentPath, value: SpecValue): readonly FileReference[] {
  const isFile = typeof value === 'string' && !value.startsWith('-----BEGIN ');
  return isFile ? [{ path, file: value, use: 'read' }] : [];
}

function report(manifest: Manifest, path: DocumentPath, words: DiagnosticWords): readonly Diagnostic[] {
  return [manifestDiagnostic(manifest, path, words)];
}
