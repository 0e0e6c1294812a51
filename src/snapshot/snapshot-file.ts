/**
 * The file of a snapshot, and whether it is what its taker wrote. The signature is over the canonical text, so that
 * line ends and indentation may change on the way, and nothing else.
 */
import { sign, verify } from 'node:crypto';
import { canonical } from '../diff/canonical.ts';
import { MuleteerError } from '../model/errors.ts';
import { asObject, asString, type Json } from '../model/json.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { snapshotFromJson, snapshotToJson } from './snapshot-json.ts';
import type { PrivateKey, PublicKey } from './snapshot-key.ts';

const FORMAT = 'muleteer-snapshot';
const VERSION = '1.0';

export function writeSnapshot(snapshot: Snapshot, { id, secret }: PrivateKey): string {
  const signed = { format: FORMAT, version: VERSION, snapshot: snapshotToJson(snapshot) };
  const value = sign(null, messageOf(signed), secret).toString('base64');
  const signature = { algorithm: 'Ed25519', key_id: id, value };
  return `${JSON.stringify({ ...signed, signature }, null, 2)}\n`;
}

/** The public keys, as people named their file. */
export interface TrustedKeys {
  readonly file: string;
  readonly keys: readonly PublicKey[];
}

/** @throws MuleteerError `settings` for what is no snapshot that we can read, `refused` for one that nobody vouches for */
export function readSnapshot(text: string, file: string, trusted: TrustedKeys): Snapshot {
  const content = asObject(parse(text, file)) ?? wrong(file, 'it is no object');
  if (content.format !== FORMAT) wrong(file, `its format is not ${FORMAT}`);
  const version = asString(content.version) ?? '';
  if (version.split('.')[0] !== VERSION.split('.')[0])
    wrong(file, `its version is ${JSON.stringify(version)}, this muleteer reads ${VERSION}`);
  const { signature, ...signed } = content;
  assertSigned(signed, signature, file, trusted);
  try {
    return snapshotFromJson(signed.snapshot as Json);
  } catch (cause) {
    throw new MuleteerError('settings', `${file} cannot be read, although its signature holds`, {
      hint: 'take a new snapshot with this version',
      cause,
    });
  }
}

function assertSigned(
  signed: object,
  written: unknown,
  file: string,
  { file: keyFile, keys }: TrustedKeys,
): void {
  const signature = asObject(written) ?? wrong(file, 'it has no signature');
  const { algorithm, key_id: id, value, ...more } = signature;
  if (
    algorithm !== 'Ed25519' ||
    typeof id !== 'string' ||
    typeof value !== 'string' ||
    Object.keys(more).length > 0
  )
    wrong(file, 'its signature is not one of ours');
  const known = keys.find((key) => key.id === id);
  if (known === undefined) {
    throw new MuleteerError(
      'refused',
      `${file} is signed with the key ${JSON.stringify(id)}, which ${keyFile} does not hold`,
      {
        hint: `it holds ${keys.map((key) => key.id).join(', ')}; add the public key of whoever takes the snapshots, if you trust them`,
      },
    );
  }
  const bytes = Buffer.from(String(value), 'base64');
  // Several texts may stand for the same bytes: only the one that we write counts.
  if (bytes.toString('base64') === value && verify(null, messageOf(signed), known.key, bytes)) return;
  throw new MuleteerError(
    'refused',
    `the signature of ${file} does not hold: it was changed after it was taken`,
    {
      hint: 'nothing in it can be believed; get it anew',
    },
  );
}

/** Nothing else that is signed with the same key can pass for a snapshot. */
function messageOf(signed: object): Buffer {
  return Buffer.from(`muleteer snapshot signature\n${canonical(signed)}`, 'utf8');
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return wrong(file, 'it is no JSON, or not all of it');
  }
}

function wrong(file: string, why: string): never {
  throw new MuleteerError('settings', `${file} is no snapshot: ${why}`, {
    hint: '`muleteer snapshot --out FILE` writes one',
  });
}
