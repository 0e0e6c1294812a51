import type { Plan } from '../../src/model/plan.ts';
import { summarize } from '../../src/model/summarize.ts';

/** Plans of one target each, by the name that it gets. */
export function severalTargets(plans: Readonly<Record<string, Plan>>): Plan {
  const parts = Object.entries(plans).map(([name, plan], index) => renamed(plan, name, index));
  const all = <Item>(of: (plan: Plan) => readonly Item[]): readonly Item[] => parts.flatMap(of);
  const changes = all((plan) => plan.changes);
  const calls = all((plan) => plan.calls);
  const [first] = parts;
  if (first === undefined) throw new Error('there is no plan');
  return {
    ...first,
    targets: all((plan) => plan.targets),
    changes,
    calls,
    unmanaged: all((plan) => plan.unmanaged),
    guards: all((plan) => plan.guards),
    policies: all((plan) => plan.policies),
    diagnostics: all((plan) => plan.diagnostics),
    records: all((plan) => plan.records),
    summary: summarize(changes, calls),
    addresses: Object.assign({}, ...parts.map((plan) => plan.addresses)),
  };
}

function renamed(plan: Plan, target: string, index: number): Plan {
  const moved = (address: string): string => address.replace(/^production\//, () => `${target}/`);
  const idOf = (id: string): string => `c${index * 10_000 + Number(id.slice(1))}`;
  return {
    ...plan,
    targets: plan.targets.map((one) => ({ ...one, name: target })),
    changes: plan.changes.map((change) => ({
      ...change,
      target,
      address: moved(change.address),
      calls: change.calls.map(idOf),
    })),
    calls: plan.calls.map((call) => ({
      ...call,
      target,
      id: idOf(call.id),
      waitsFor: call.waitsFor.map(idOf),
    })),
    unmanaged: plan.unmanaged.map(moved),
    guards: plan.guards.map((guard) => ({ ...guard, target })),
    policies: plan.policies.map((policy) => ({
      ...policy,
      target: policy.target === null ? null : target,
      address: policy.address === null ? null : moved(policy.address),
    })),
    diagnostics: plan.diagnostics.map((one) => ({
      ...one,
      address: one.address === null ? null : moved(one.address),
    })),
    records: plan.records.map((record) => ({ ...record, target })),
    addresses: Object.fromEntries(
      Object.entries(plan.addresses).map(([key, address]) => [
        key.replace(/^production /, () => `${target} `),
        moved(address),
      ]),
    ),
  };
}
