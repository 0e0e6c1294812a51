/** How a target is reached: what its manifest says, else the environment's variables (contract, section 6). */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AnypointCredentials, CredentialSource } from '../anypoint/credentials.ts';
import type { TlsFiles } from '../http/tls.ts';
import type { MmcCredentials } from '../mmc/client.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecValue } from '../model/spec-value.ts';
import type { Io } from './io.ts';

type Env = Io['env'];

const CONTROL_PLANES: Readonly<Record<string, string>> = {
  us: 'https://anypoint.mulesoft.com',
  eu: 'https://eu1.anypoint.mulesoft.com',
  gov: 'https://gov.anypoint.mulesoft.com',
};

export interface AnypointSettings {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly organization: string;
  readonly environment: string;
  readonly credentials: CredentialSource;
  readonly tls: TlsFiles;
}

export async function anypointSettings(manifest: Manifest, env: Env): Promise<AnypointSettings> {
  const { controlPlane, organization, environment, credentials } = manifest.spec;
  const given = async (value: SpecValue | undefined, variable: string): Promise<string | undefined> =>
    textOf(value) ?? (await readVariable(env, variable));
  return {
    origin: controlPlaneOrigin((await given(controlPlane, 'ANYPOINT_HOST')) ?? 'us', manifest),
    organization: required(
      await given(organization, 'ANYPOINT_ORG'),
      'organization',
      'ANYPOINT_ORG',
      manifest,
    ),
    environment: required(await given(environment, 'ANYPOINT_ENV'), 'environment', 'ANYPOINT_ENV', manifest),
    credentials: anypointCredentials(credentials, env, manifest),
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

export async function consoleSettings(manifest: Manifest, env: Env): Promise<ConsoleSettings> {
  const written = textOf(manifest.spec.url) ?? (await readVariable(env, 'MMC_URL'));
  const url = parseUrl(required(written, 'url', 'MMC_URL', manifest), manifest);
  return {
    origin: url.origin,
    context: url.pathname.replace(/\/+$/, ''),
    url: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    credentials: consoleCredentials(manifest, env),
    tls: tlsFiles(manifest),
  };
}

function controlPlaneOrigin(text: string, manifest: Manifest): string {
  const known = CONTROL_PLANES[text];
  if (known !== undefined) return known;
  const url = parseUrl(text.includes('://') ? text : `https://${text}`, manifest);
  return url.origin;
}

function parseUrl(text: string, { metadata }: Manifest): URL {
  if (URL.canParse(text) && /^https?:/.test(text)) return new URL(text);
  throw new MuleteerError('settings', `${metadata.name}: ${text} is no http or https URL`);
}

function required(
  value: string | undefined,
  key: string,
  variable: string,
  { metadata, origin }: Manifest,
): string {
  if (value !== undefined && value !== '') return value;
  throw new MuleteerError('settings', `${metadata.name} (${origin.file}) has no ${key}`, {
    hint: `set spec.${key} or ${variable}`,
  });
}

/** From the manifest where it names any, else the first complete set of variables: app, user, bearer. */
function anypointCredentials(written: SpecValue | undefined, env: Env, manifest: Manifest): CredentialSource {
  if (isSpecObject(written)) {
    return {
      origin: 'spec.credentials',
      read: async () =>
        credentialsFrom((key) => resolvedText(written[key], `credentials.${key}`, manifest), written),
    };
  }
  const given = (name: string): boolean => isSet(env[name]) || isSet(env[`${name}_FILE`]);
  const variable = async (name: string): Promise<string> => (await readVariable(env, name)) ?? missing(name);
  const missing = (name: string): never => {
    throw new MuleteerError('settings', `${name} is not set`, { hint: `set ${name} or ${name}_FILE` });
  };
  if (given('ANYPOINT_CLIENT_ID')) {
    return {
      origin: 'ANYPOINT_CLIENT_ID',
      read: async () => ({
        type: 'connected-app',
        clientId: await variable('ANYPOINT_CLIENT_ID'),
        clientSecret: await variable('ANYPOINT_CLIENT_SECRET'),
      }),
    };
  }
  if (given('ANYPOINT_USERNAME')) {
    return {
      origin: 'ANYPOINT_USERNAME',
      read: async () => ({
        type: 'password',
        username: await variable('ANYPOINT_USERNAME'),
        password: await variable('ANYPOINT_PASSWORD'),
      }),
    };
  }
  if (given('ANYPOINT_BEARER')) {
    return {
      origin: 'ANYPOINT_BEARER',
      read: async () => ({ type: 'bearer', token: await variable('ANYPOINT_BEARER') }),
    };
  }
  throw new MuleteerError('settings', `${manifest.metadata.name}: there are no credentials`, {
    hint: 'set ANYPOINT_CLIENT_ID and ANYPOINT_CLIENT_SECRET, ANYPOINT_USERNAME and ANYPOINT_PASSWORD, or ANYPOINT_BEARER',
  });
}

function credentialsFrom(
  text: (key: string) => string,
  written: Readonly<Record<string, SpecValue>>,
): AnypointCredentials {
  if (written.clientId !== undefined) {
    return { type: 'connected-app', clientId: text('clientId'), clientSecret: text('clientSecret') };
  }
  if (written.username !== undefined) {
    return { type: 'password', username: text('username'), password: text('password') };
  }
  return { type: 'bearer', token: text('bearer') };
}

function consoleCredentials(manifest: Manifest, env: Env): () => Promise<MmcCredentials> {
  const { credentials } = manifest.spec;
  const read = async (key: string, variable: string): Promise<string> => {
    if (isSpecObject(credentials)) return resolvedText(credentials[key], `credentials.${key}`, manifest);
    const value = await readVariable(env, variable);
    if (value !== undefined) return value;
    throw new MuleteerError('settings', `${manifest.metadata.name}: ${variable} is not set`, {
      hint: 'set MMC_USERNAME and MMC_PASSWORD, or spec.credentials',
    });
  };
  return async () => ({
    username: await read('username', 'MMC_USERNAME'),
    password: await read('password', 'MMC_PASSWORD'),
  });
}

/** CI systems hand on what they do not have as an empty variable. */
function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** The variable itself, or the file that NAME_FILE points to, read anew each time. */
async function readVariable(env: Env, name: string): Promise<string | undefined> {
  const direct = env[name];
  if (isSet(direct)) return direct;
  const path = env[`${name}_FILE`];
  if (!isSet(path)) return undefined;
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new MuleteerError('settings', `cannot read ${path}, which ${name}_FILE names`, { cause });
  }
}

function tlsFiles(manifest: Manifest): TlsFiles {
  const tls = isSpecObject(manifest.spec.tls) ? manifest.spec.tls : {};
  const path = (key: string): string | null => {
    const value = textOf(tls[key]);
    return value === undefined ? null : resolve(manifest.folder, value);
  };
  return {
    ca: path('ca'),
    clientCert: path('clientCert'),
    clientKey: tls.clientKey === undefined ? null : resolvedText(tls.clientKey, 'tls.clientKey', manifest),
  };
}

function textOf(value: SpecValue | undefined): string | undefined {
  if (value instanceof Secret) return value.reveal();
  return typeof value === 'string' ? value : undefined;
}

function resolvedText(value: SpecValue | undefined, key: string, { metadata }: Manifest): string {
  const text = textOf(value);
  if (text !== undefined && text !== '') return text;
  const what = value instanceof Secret ? `${value.reference} cannot be resolved` : `spec.${key} is missing`;
  throw new MuleteerError('settings', `${metadata.name}: ${what}`, {
    hint: 'the credentials of a target that is contacted must be there',
  });
}
