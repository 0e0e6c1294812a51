/** What is to be held: a resource, or all of a target. */
import { identityOf, type ResourceKey } from '../model/resource.ts';
import type { DesiredTarget } from '../model/target.ts';
import { addressesOf } from '../reconcile/addresses.ts';
import type { OpenedRecord } from './open-record.ts';
import { unknownAddress, unknownTarget } from './unknown-name.ts';

export interface Held {
  readonly target: string;
  /** Null: all of the target. */
  readonly key: ResourceKey | null;
  /** As plans write it. */
  readonly address: string;
}

export interface HeldQuestion {
  /** Of every target that is declared. */
  readonly targets: readonly DesiredTarget[];
  readonly record: OpenedRecord;
  /** Ends the list of targets that there are. */
  readonly where: string;
}

/**
 * It may be declared, recorded, or held already: what git declares no more may still have to be left alone, and a
 * hold outlives its resource.
 */
export async function findHeld(written: string, question: HeldQuestion): Promise<Held> {
  const { targets, record, where } = question;
  const [target = ''] = written.split('/');
  const desired = targets.find(({ name }) => name === target);
  const applied = await record.store.load(target);
  if (desired === undefined && applied === null)
    throw unknownTarget(
      target,
      targets.map(({ name }) => name),
      where,
    );
  if (written === target) return { target, key: null, address: target };
  const kept = await record.holds.load(target);
  const keys = [...(desired?.resources ?? []), ...kept].flatMap(({ key }) => key ?? []);
  const identities = [...new Set([...keys, ...(applied?.resources.keys() ?? [])])].map(identityOf);
  const addresses = addressesOf(target, identities);
  for (const [key, { short, full }] of addresses) {
    if (written === short || written === full) return { target, key, address: short };
  }
  throw unknownAddress(written, {
    what: 'resource',
    shownBy: 'muleteer plan --all',
    addresses: [...addresses.values()].map(({ short }) => short),
  });
}
