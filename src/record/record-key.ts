import { createHmac, scryptSync } from 'node:crypto';
import { MuleteerError } from '../model/errors.ts';

/** What keys the digests of secrets. */
export interface RecordKey {
  /** Which key it is. It tells two keys apart, and is too short to confirm a guess. */
  readonly id: string;
  /** HMAC-SHA-256 in lower-case hex. */
  digest(text: string): string;
}

const SHORTEST = 16;

/**
 * The key that MULETEER_RECORD_KEY stands for. It is stretched first, for people choose phrases: the record may be
 * read by many, and each guess shall cost them.
 * @throws MuleteerError `settings` where it is too short to be one
 */
export function createRecordKey(secret: string): RecordKey {
  if ([...secret].length < SHORTEST) {
    throw new MuleteerError('settings', `the record key is shorter than ${SHORTEST} characters`, {
      hint: 'make one with: openssl rand -hex 32, and set MULETEER_RECORD_KEY to it',
    });
  }
  const key = scryptSync(secret, 'muleteer record key', 32);
  const digest = (text: string): string => createHmac('sha256', key).update(text, 'utf8').digest('hex');
  const id = createHmac('sha256', key).update('key id').digest('hex').slice(0, 8);
  return { id, digest };
}
