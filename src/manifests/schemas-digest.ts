import { createHash } from 'node:crypto';
import { SCHEMAS } from './schemas.ts';

/**
 * Tells the schemas of one build from those of another. In the bundle, which loads them when somebody makes a mistake,
 * it has been taken already (scripts/bundle/validators-ahead.js).
 */
export function schemasDigest(): string {
  return createHash('sha256').update(JSON.stringify(SCHEMAS)).digest('hex');
}
