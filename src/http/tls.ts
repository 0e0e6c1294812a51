import { readFile } from 'node:fs/promises';
import { createSecureContext, rootCertificates } from 'node:tls';
import { MuleteerError } from '../model/errors.ts';

/** The text itself, which may be a private key and is never shown, or the absolute path of the file that holds it. */
export type Pem = { readonly text: string } | { readonly path: string };

/** What a target says about TLS. */
export interface TlsFiles {
  readonly ca: Pem | null;
  readonly clientCert: Pem | null;
  readonly clientKey: Pem | null;
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
  // Making one takes as long as a dozen requests.
  if (Object.keys(options).length === 0) return options;
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
  const added = own === null || extra === undefined ? [] : [await readPem({ path: extra })];
  return {
    ...(own === null ? {} : { ca: [...rootCertificates, ...added, own] }),
    ...(files.clientCert === null ? {} : { cert: await readPem(files.clientCert) }),
    ...(files.clientKey === null ? {} : { key: await readPem(files.clientKey) }),
  };
}

async function readPem(pem: Pem): Promise<string> {
  if ('text' in pem) return pem.text;
  try {
    return await readFile(pem.path, 'utf8');
  } catch (cause) {
    throw new MuleteerError('settings', `cannot read the certificate file ${pem.path}`, { cause });
  }
}
