import type { Change } from '../model/change.ts';
import { identityOf, type ResourceKey } from '../model/resource.ts';

/** A change of one resource of which nothing more is known yet. */
export function emptyChange(
  key: ResourceKey,
  { target, address, origin }: Pick<Change, 'target' | 'address' | 'origin'>,
): Omit<Change, 'action' | 'cause' | 'fingerprint'> {
  const { kind, name } = identityOf(key);
  return {
    key,
    address,
    previousAddress: null,
    target,
    kind,
    name,
    labels: {},
    status: 'planned',
    waiting: [],
    before: null,
    after: null,
    members: [],
    fields: [],
    unknown: [],
    origin,
    calls: [],
    through: [],
    rollback: [],
    approval: null,
    isCopy: false,
    order: 'deleteFirst',
    records: null,
    forgets: [],
  };
}
