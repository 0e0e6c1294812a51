/** Declared applications that need no call, but are not healthy either. */

import type { Goal } from '../model/call.ts';
import type { Comparison } from '../model/comparison.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import { waveOf } from './wave-of.ts';

/**
 * What an earlier run, or somebody else, set in motion: `apply` waits for it as for its own calls, so that a second
 * run after a failed deployment does not look as if all were well. What a server that is away holds up is not
 * waited for.
 */
export function pendingGoals(target: string, quiet: readonly Comparison[]): Plan['pending'] {
  return quiet.flatMap((comparison) => {
    const { key, live, action } = comparison;
    if (live === null || action !== 'keep') return [];
    if (live.settled.state !== 'pending' && live.settled.state !== 'failed') return [];
    const { desiredStatus } = live.spec;
    const goal: Goal = {
      until: 'deployed',
      applicationId: live.id,
      serverIds: null,
      status: desiredStatus === 'STARTED' || desiredStatus === 'STOPPED' ? desiredStatus : null,
      sha1: null,
    };
    return [{ key, target, wave: waveOf(comparison), goal }];
  });
}

export function unhealthy(
  quiet: readonly Comparison[],
  address: (key: string) => string,
): readonly Diagnostic[] {
  return quiet.flatMap(({ key, live, desired, action }) => {
    if (action !== 'keep') return [];
    if (live?.settled.state !== 'failed' && live?.settled.state !== 'stalled') return [];
    return liveDiagnostic(
      'warning',
      'unhealthy',
      `${address(key)} is as declared, but ${live.settled.message}`,
      {
        address: address(key),
        origin: desired.manifest.origin,
        hint:
          live.settled.state === 'failed'
            ? 'the same artifact is not sent again: send another, or restart it by hand'
            : 'start the Mule runtime on its host',
      },
    );
  });
}
