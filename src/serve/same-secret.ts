import { createHash, timingSafeEqual } from 'node:crypto';

/** Takes as long for a wrong secret as for the right one, whatever is wrong with it, its length included. */
export function isSameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
