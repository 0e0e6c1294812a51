/** The keys that say who took a snapshot: Ed25519, as `openssl genpkey -algorithm ed25519` makes them. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { MuleteerError } from '../model/errors.ts';

export interface PublicKey {
  /** Which key it is: the beginning of its SHA-256. */
  readonly id: string;
  readonly key: KeyObject;
}

export interface PrivateKey extends PublicKey {
  /** The public half. */
  readonly key: KeyObject;
  readonly secret: KeyObject;
}

export const HOW_TO_MAKE_KEYS =
  'make a pair with: openssl genpkey -algorithm ed25519 -out snapshot.key && openssl pkey -in snapshot.key -pubout -out muleteer-snapshot.pub';

/** @throws MuleteerError `settings`, without a word of the key itself */
export function readPrivateKey(pem: string): PrivateKey {
  const secret = parsed(() => createPrivateKey(pem));
  if (secret?.asymmetricKeyType !== 'ed25519') {
    throw new MuleteerError('settings', 'MULETEER_SNAPSHOT_KEY is no private Ed25519 key in PEM form', {
      hint: HOW_TO_MAKE_KEYS,
    });
  }
  const key = createPublicKey(secret);
  return { id: idOf(key), key, secret };
}

const PUBLIC_PEM = /-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g;

/**
 * All keys of a file: the old one stays beside the new one until no snapshot of it is used any more.
 * @throws MuleteerError `settings` where there is none, or where something else is
 */
export function readPublicKeys(text: string, file: string): readonly PublicKey[] {
  if (text.includes('PRIVATE KEY-----')) {
    throw new MuleteerError('settings', `${file} holds a private key`, {
      hint: `whoever read it can sign: take it out and ${HOW_TO_MAKE_KEYS}`,
    });
  }
  const found = [...text.matchAll(PUBLIC_PEM)].map(([pem]) => parsed(() => createPublicKey(pem)));
  const keys = found.flatMap((key) => (key?.asymmetricKeyType === 'ed25519' ? [{ id: idOf(key), key }] : []));
  if (keys.length > 0 && keys.length === found.length) return keys;
  const what = keys.length === 0 ? 'holds no public Ed25519 key' : 'holds more than public Ed25519 keys';
  throw new MuleteerError('settings', `${file} ${what} in PEM form`, { hint: HOW_TO_MAKE_KEYS });
}

function parsed(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function idOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}
