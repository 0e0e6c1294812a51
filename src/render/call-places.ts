/** Calls as a reader knows them: by what they do to which resource, and by the line that asked for it. */
import type { Change } from '../model/change.ts';
import type { Origin } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import type { ResourceKey } from '../model/resource.ts';
import { callsInOrder } from './calls-in-order.ts';
import { whereOf } from './change-title.ts';
import { addressOf } from './names.ts';
import { printable } from './printable.ts';

export interface CallPlaces {
  /** `production/Application/pay-api@payments`; empty for a call that the plan does not have. */
  address(call: string): string;
  /** `c1  production/Application/pay-api@payments: deploy`. */
  title(call: string): string;
  /** `c1  pay-api@payments: deploy`, where there is little room. */
  short(call: string): string;
  /** `apps/pay.yaml:3`, or `gone from apps/pay.yaml`; empty for a copy, which nobody declared. */
  where(call: string): string;
  /** Where that is; null for what no manifest ever declared. */
  origin(call: string): Origin | null;
}

export function createCallPlaces(plan: Plan): CallPlaces {
  const all = callsInOrder(plan);
  const calls = new Map(all.map((call) => [call.id, call]));
  const changes = new Map(plan.changes.map((change) => [keyIn(change.target, change.key), change]));
  const owners = new Map(plan.changes.flatMap((change) => change.calls.map((id) => [id, change] as const)));
  const width = `c${all.length}`.length;
  const ownerOf = (id: string): Change | undefined => {
    const call = calls.get(id);
    return owners.get(id) ?? (call && changes.get(keyIn(call.target, call.key)));
  };
  const address = (id: string): string => {
    const call = calls.get(id);
    return call === undefined ? '' : addressOf(plan, call.target, call.key);
  };
  const written = (id: string, nameOf: (address: string) => string): string => {
    const call = calls.get(id);
    const doing = call && `${nameOf(address(id))}: ${call.verb}`;
    return printable(`${id.padEnd(width)} ${doing ?? ''}`);
  };
  return {
    address,
    title: (id) => written(id, (whole) => whole),
    short: (id) => written(id, (whole) => whole.replace(TARGET_AND_KIND, '')),
    where(id) {
      const change = ownerOf(id);
      return change === undefined ? '' : printable(whereOf(change));
    },
    origin: (id) => ownerOf(id)?.origin ?? null,
  };
}

const TARGET_AND_KIND = /^[^/]*\/[^/]*\//;

function keyIn(target: string, key: ResourceKey): string {
  return `${target} ${key}`;
}
