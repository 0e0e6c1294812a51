/** How a target is reached: what its manifest says, else the environment's variables (contract, section 6). */
import type { CredentialSource } from '../anypoint/credentials.ts';
import type { Wanted } from '../anypoint/find-estate.ts';
import type { Pem, TlsFiles } from '../http/tls.ts';
import type { MmcCredentials } from '../mmc/client.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import {
  CONTROL_PLANES,
  consoleUrlProblems,
  controlPlaneUrlProblems,
  parseHttpUrl,
  type UrlProblem,
} from '../model/url-rules.ts';
import { anypointCredentials, consoleCredentials } from './credentials.ts';
import type { Io } from './io.ts';
import { resolvedText, textOf } from './spec-text.ts';
import { type Env, readVariable } from './variables.ts';

export interface AnypointSettings {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly organization: Wanted;
  readonly environment: Wanted;
  readonly credentials: CredentialSource;
  readonly tls: TlsFiles;
}

export async function anypointSettings(
  manifest: Manifest,
  io: Pick<Io, 'env' | 'mask'>,
): Promise<AnypointSettings> {
  const { controlPlane, organization, environment } = manifest.spec;
  const host = textOf(controlPlane) ?? (await readVariable(io.env, 'ANYPOINT_HOST')) ?? 'us';
  return {
    origin: controlPlaneOrigin(host, manifest),
    organization: await wanted(organization, 'organization', 'ANYPOINT_ORG', manifest, io.env),
    environment: await wanted(environment, 'environment', 'ANYPOINT_ENV', manifest, io.env),
    credentials: anypointCredentials(manifest, io),
    tls: tlsFiles(manifest),
  };
}

export interface ConsoleSettings {
  readonly origin: string;
  /** The path of the war, without a slash at its end. */
  readonly context: string;
  readonly url: string;
  readonly credentials: () => Promise<MmcCredentials>;
  readonly tls: TlsFiles;
}

export async function consoleSettings(
  manifest: Manifest,
  io: Pick<Io, 'env' | 'mask'>,
): Promise<ConsoleSettings> {
  const { text } = await wanted(manifest.spec.url, 'url', 'MMC_URL', manifest, io.env);
  const { origin, context } = consolePlace(text, manifest);
  return {
    origin,
    context,
    url: `${origin}${context}`,
    credentials: consoleCredentials(manifest, io),
    tls: tlsFiles(manifest),
  };
}

/** The console's URL, however it is written. */
export function consoleUrl(text: string, manifest: Manifest): string {
  const { origin, context } = consolePlace(text, manifest);
  return `${origin}${context}`;
}

function consolePlace(text: string, manifest: Manifest): Pick<ConsoleSettings, 'origin' | 'context'> {
  const { name } = manifest.metadata;
  assertUrl(consoleUrlProblems(text, { name, allowHttp: manifest.spec.allowHttp === true }), manifest);
  const url = new URL(text);
  return { origin: url.origin, context: url.pathname.replace(/\/+$/, '') };
}

export function controlPlaneOrigin(text: string, manifest: Manifest): string {
  const known = CONTROL_PLANES.get(text);
  if (known !== undefined) return known;
  const url = parseHttpUrl(text.includes('://') ? text : `https://${text}`);
  if (url === null) {
    throw new MuleteerError('settings', `${manifest.metadata.name}: the control plane is no URL`, {
      hint: 'spec.controlPlane, or ANYPOINT_HOST, is us, eu, gov, a host, or a URL',
    });
  }
  assertUrl(controlPlaneUrlProblems(url, 'the control plane'), manifest);
  return url.origin;
}

/** Most are found offline already; here stands the URL that is really used, wherever it came from. */
function assertUrl(problems: readonly UrlProblem[], { metadata }: Manifest): void {
  const problem = problems.find(({ severity }) => severity === 'error');
  if (problem === undefined) return;
  throw new MuleteerError('settings', `${metadata.name}: ${problem.message}`, { hint: problem.hint });
}

async function wanted(
  value: SpecValue | undefined,
  key: string,
  variable: string,
  { metadata, origin }: Manifest,
  env: Env,
): Promise<Wanted> {
  const text = textOf(value) ?? (await readVariable(env, variable));
  if (text !== undefined && text !== '')
    return { text, shown: value instanceof Secret ? value.reference : text };
  throw new MuleteerError('settings', `${metadata.name} (${origin.file}) has no ${key}`, {
    hint: `set spec.${key} or ${variable}`,
  });
}

function tlsFiles(manifest: Manifest): TlsFiles {
  const tls = isSpecObject(manifest.spec.tls) ? manifest.spec.tls : {};
  return {
    ca: pemIn(tls.ca, 'tls.ca', manifest),
    clientCert: pemIn(tls.clientCert, 'tls.clientCert', manifest),
    clientKey: pemIn(tls.clientKey, 'tls.clientKey', manifest),
  };
}

/** What a placeholder gave is the text itself, and so is what looks like it; anything else is a path. */
function pemIn(value: SpecValue | undefined, key: string, manifest: Manifest): Pem | null {
  if (value === undefined) return null;
  const text = resolvedText(value, key, manifest);
  const isText = value instanceof Secret || text.startsWith('-----BEGIN ');
  return isText ? { text } : { path: manifest.fileAt(['spec', ...key.split('.')], text) };
}
