import type { Waiting } from '../model/change.ts';
import type { LiveResource } from '../model/resource.ts';

/** Names are no identity to the service: two of one name stop the change, and are never guessed between. */
export function ambiguous(matches: readonly LiveResource[]): Waiting {
  const [{ identity }] = matches as readonly [LiveResource];
  const ids = matches.map(({ id }) => id).join(' and ');
  return {
    reason: 'ambiguous_name',
    message: `${matches.length} live resources are called ${identity.name} (ids ${ids})`,
    hint: 'rename or delete one of them by hand',
  };
}
