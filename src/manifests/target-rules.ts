import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import type { FileReference } from '../model/kind.ts';
import { type DocumentPath, type Manifest, manifestDiagnostic } from '../model/manifest.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import { checkFiles } from './file-rules.ts';
import { maskLine } from './sensitive-text.ts';
import type { DiagnosticWords } from './source-document.ts';

export interface TargetQuestion {
  readonly manifest: Manifest;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: string;
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
  (question) => checkGiven(question, 'organization', 'ANYPOINT_ORG'),
  (question) => checkGiven(question, 'environment', 'ANYPOINT_ENV'),
  checkTlsFiles,
];

const CONSOLE_RULES: readonly Rule[] = [
  checkName,
  (question) => checkGiven(question, 'url', 'MMC_URL'),
  checkConsoleUrl,
  checkConsoleHttp,
  checkTlsFiles,
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

const CONTROL_PLANES = ['us', 'eu', 'gov'];

function checkControlPlane({ manifest }: TargetQuestion): readonly Diagnostic[] {
  const plane = manifest.spec.controlPlane;
  if (typeof plane !== 'string' || CONTROL_PLANES.includes(plane)) return [];
  const path = ['spec', 'controlPlane'];
  const url = parseUrl(plane);
  if (url !== undefined)
    return [...checkUrlParts(manifest, path, url), ...warnPlainHttp(manifest, path, url)];
  const hint =
    didYouMean(plane, CONTROL_PLANES) ?? 'us, eu, gov, or a URL such as https://anypoint.example.com';
  return report(manifest, path, {
    code: 'unknown_control_plane',
    message: `unknown control plane ${maskLine(plane)}`,
    hint,
  });
}

function warnPlainHttp(manifest: Manifest, path: DocumentPath, url: URL): readonly Diagnostic[] {
  if (!isPlainHttpBeyondLoopback(url.href)) return [];
  return report(manifest, path, {
    code: 'plain_http',
    severity: 'warning',
    message: `passwords and tokens travel unencrypted to ${url.host}`,
    hint: 'use https',
  });
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

function checkConsoleUrl({ manifest }: TargetQuestion): readonly Diagnostic[] {
  const text = manifest.spec.url;
  if (typeof text !== 'string') return [];
  const path = ['spec', 'url'];
  const url = parseUrl(text);
  if (url === undefined) {
    const hint = 'it starts with https:// or http://, such as https://mmc.example.com/mmc';
    return report(manifest, path, { code: 'not_a_url', message: 'url: expected a URL', hint });
  }
  if (!/\/api\/?$/.test(url.pathname)) return checkUrlParts(manifest, path, url);
  const hint = 'leave it out: /api is appended';
  return report(manifest, path, {
    code: 'url_parts',
    message: 'the URL of a Console ends before /api',
    hint,
  });
}

/** A URL that is used as the start of others has an address and a path, nothing more. */
function checkUrlParts(manifest: Manifest, path: DocumentPath, url: URL): readonly Diagnostic[] {
  if (url.username !== '' || url.password !== '') {
    const message = 'a URL cannot hold a user name or password';
    return report(manifest, path, { code: 'url_parts', message, hint: 'put them under spec.credentials' });
  }
  if (url.search === '' && url.hash === '') return [];
  return report(manifest, path, {
    code: 'url_parts',
    message: 'the URL has a part after ? or #',
    hint: 'leave it out',
  });
}

function checkConsoleHttp({ manifest, env }: TargetQuestion): readonly Diagnostic[] {
  const { url = env.MMC_URL, allowHttp } = manifest.spec;
  const text = url instanceof Secret ? url.reveal() : url;
  if (typeof text !== 'string' || !isPlainHttpBeyondLoopback(text)) return [];
  const path = ['spec', 'url'];
  const message = `passwords for Console ${manifest.metadata.name} travel unencrypted`;
  if (allowHttp === true)
    return report(manifest, path, { code: 'plain_http', severity: 'warning', message, hint: 'use https' });
  const hint = 'use https, or say allowHttp: true under spec';
  return report(manifest, path, { code: 'plain_http', message, hint });
}

/** Whether a URL is plain http to another machine. Text that is no URL is not. */
function isPlainHttpBeyondLoopback(text: string): boolean {
  const url = parseUrl(text);
  if (url?.protocol !== 'http:') return false;
  return !/^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
}

function parseUrl(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
}

/** Certificates are files in the repository, unless `${file:}` or `${env:}` gave their text. */
function checkTlsFiles({ manifest, root }: TargetQuestion): readonly Diagnostic[] {
  const tls = manifest.spec.tls;
  if (!isSpecObject(tls)) return [];
  const files = Object.entries(tls).flatMap(([key, value]) => fileReference(['spec', 'tls', key], value));
  return checkFiles(manifest, files, root);
}

function fileReference(path: DocumentPath, value: SpecValue): readonly FileReference[] {
  const isFile = typeof value === 'string' && !value.startsWith('-----BEGIN ');
  return isFile ? [{ path, file: value, use: 'read' }] : [];
}

function report(manifest: Manifest, path: DocumentPath, words: DiagnosticWords): readonly Diagnostic[] {
  return [manifestDiagnostic(manifest, path, words)];
}
