/** How a change of an application is carried out. A setting of ours: never compared, and never in the record. */
import { readDuration } from '../../model/duration.ts';
import type { Manifest } from '../../model/manifest.ts';
import { isSpecObject } from '../../model/spec-value.ts';

export interface Rollout {
  readonly onFailure: 'stop' | 'rollback';
  readonly replace: 'deleteFirst' | 'createFirst';
  /** Milliseconds; null: as long as the run allows. */
  readonly healthTimeout: number | null;
}

export function rolloutOf({ spec }: Pick<Manifest, 'spec'>): Rollout {
  const written = isSpecObject(spec.rollout) ? spec.rollout : {};
  const { onFailure, replace, healthTimeout } = written;
  return {
    onFailure: onFailure === 'rollback' ? 'rollback' : 'stop',
    replace: replace === 'createFirst' ? 'createFirst' : 'deleteFirst',
    healthTimeout: typeof healthTimeout === 'string' ? readDuration(healthTimeout) : null,
  };
}
