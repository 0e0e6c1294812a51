import { readFile } from 'node:fs/promises';
import { createSecureContext, rootCertificates } from 'node:tls';
import { MuleteerError } from '../model/errors.ts';

/** What a target says about TLS. `ca` and `clientCert` are absolute paths, `clientKey` is PEM text. */
export interface TlsFiles {
  readonly ca: string | null;
  readonly clientCert: string | null;
  readonly clientKey: string | null;
}

export interface TlsOptions {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Naming a CA replaces Node's own list, so the well-known roots and those of NODE_EXTRA_CA_CERTS are put beside
 * it again: a corporate CA adds trust, it takes none away.
 */
export async function tlsOptions(
  files: TlsFiles,
  env: Readonly<Record<string, string | undefined>>,
): Promise<TlsOptions> {
  const options = await readOptions(files, env);
  try {
    createSecureContext(options);
  } catch (cause) {
    const what = options.key === undefined ? 'tls.ca or tls.clientCert' : 'tls.clientCert and tls.clientKey';
    throw new MuleteerError('settings', `${what} cannot be used: no valid PEM, or no pair`, { cause });
  }
  return options;
}

async function readOptions(
  files: TlsFiles,
  env: Readonly<Record<string, string | undefined>>,
): Promise<TlsOptions> {
  const extra = env.NODE_EXTRA_CA_CERTS;
  const own = files.ca === null ? null : await readPem(files.ca);
  const added = own === null || extra === undefined ? [] : [await readPem(extra)];
  return {
    ...(own === null ? {} : { ca: [...rootCertificates, ...added, own] }),
    ...(files.clientCert === null ? {} : { cert: await readPem(files.clientCert) }),
    ...(files.clientKey === null ? {} : { key: files.clientKey }),
  };
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new MuleteerError('settings', `cannot read the certificate file ${path}`, { cause });
  }
}
