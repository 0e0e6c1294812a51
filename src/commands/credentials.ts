/** Who signs in: what the manifest says, else the variables. Whatever is read is masked in all output from then on. */
import type { AnypointCredentials, CredentialSource } from '../anypoint/credentials.ts';
import type { MmcCredentials } from '../mmc/client.ts';
import { MuleteerError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import { isSpecObject, type SpecObject } from '../model/spec-value.ts';
import type { Io } from './io.ts';
import { resolvedText } from './spec-text.ts';
import { type Env, isGiven, readVariable } from './variables.ts';

type Known = Pick<Io, 'env' | 'mask'>;

/** From the manifest where it names any, else the first complete set of variables: app, user, bearer. */
export function anypointCredentials(manifest: Manifest, { env, mask }: Known): CredentialSource {
  const { credentials } = manifest.spec;
  const { origin, read } = isSpecObject(credentials)
    ? writtenCredentials(credentials, manifest)
    : variableCredentials(env, manifest);
  return {
    origin,
    async read() {
      const found = await read();
      mask.add(...secretParts(found));
      return found;
    },
  };
}

/** A password that is the name of its user hides nothing. */
function secretParts(credentials: AnypointCredentials): readonly string[] {
  if (credentials.type === 'bearer') return [credentials.token];
  const [name, secret] =
    credentials.type === 'password'
      ? [credentials.username, credentials.password]
      : [credentials.clientId, credentials.clientSecret];
  return name === secret ? [] : [secret];
}

function writtenCredentials(written: SpecObject, manifest: Manifest): CredentialSource {
  const text = (key: string): string => resolvedText(written[key], `credentials.${key}`, manifest);
  const read = async (): Promise<AnypointCredentials> => {
    if (written.clientId !== undefined)
      return { type: 'connected-app', clientId: text('clientId'), clientSecret: text('clientSecret') };
    if (written.username !== undefined)
      return { type: 'password', username: text('username'), password: text('password') };
    return { type: 'bearer', token: text('bearer') };
  };
  return { origin: 'spec.credentials', read };
}

function variableCredentials(env: Env, manifest: Manifest): CredentialSource {
  const text = async (name: string): Promise<string> => (await readVariable(env, name)) ?? missing(name);
  if (isGiven(env, 'ANYPOINT_CLIENT_ID')) {
    const read = async () => ({
      type: 'connected-app' as const,
      clientId: await text('ANYPOINT_CLIENT_ID'),
      clientSecret: await text('ANYPOINT_CLIENT_SECRET'),
    });
    return { origin: 'ANYPOINT_CLIENT_ID', read };
  }
  if (isGiven(env, 'ANYPOINT_USERNAME')) {
    const read = async () => ({
      type: 'password' as const,
      username: await text('ANYPOINT_USERNAME'),
      password: await text('ANYPOINT_PASSWORD'),
    });
    return { origin: 'ANYPOINT_USERNAME', read };
  }
  if (isGiven(env, 'ANYPOINT_BEARER')) {
    const read = async () => ({ type: 'bearer' as const, token: await text('ANYPOINT_BEARER') });
    return { origin: 'ANYPOINT_BEARER', read };
  }
  throw new MuleteerError('settings', `${manifest.metadata.name}: there are no credentials`, {
    hint: 'set ANYPOINT_CLIENT_ID and ANYPOINT_CLIENT_SECRET, ANYPOINT_USERNAME and ANYPOINT_PASSWORD, or ANYPOINT_BEARER',
  });
}

function missing(name: string): never {
  throw new MuleteerError('settings', `${name} is not set`, { hint: `set ${name} or ${name}_FILE` });
}

export function consoleCredentials(manifest: Manifest, { env, mask }: Known): () => Promise<MmcCredentials> {
  const { credentials } = manifest.spec;
  const read = async (key: string, variable: string): Promise<string> => {
    if (isSpecObject(credentials)) return resolvedText(credentials[key], `credentials.${key}`, manifest);
    const value = await readVariable(env, variable);
    if (value !== undefined) return value;
    throw new MuleteerError('settings', `${manifest.metadata.name}: ${variable} is not set`, {
      hint: 'set MMC_USERNAME and MMC_PASSWORD, or spec.credentials',
    });
  };
  return async () => {
    const found = {
      username: await read('username', 'MMC_USERNAME'),
      password: await read('password', 'MMC_PASSWORD'),
    };
    if (found.password !== found.username) mask.add(found.password);
    return found;
  };
}
