/**
 * One turn up to the plan: load → observe → compare → plan. `plan`, `apply` and, later, the loop run exactly
 * this; they differ in what they do with the plan.
 */
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import type { Alert } from '../model/draft.ts';
import { RequestError } from '../model/errors.ts';
import type { Plan, Source } from '../model/plan.ts';
import type { Provider } from '../model/provider.ts';
import type { RecordStore } from '../model/record.ts';
import type { DesiredTarget } from '../model/target.ts';
import { buildPlan, type ComparedTarget } from './build-plan.ts';
import { compareTarget } from './compare-target.ts';
import { findRenames } from './find-renames.ts';

export interface BoundTarget {
  readonly desired: DesiredTarget;
  readonly provider: Provider;
}

/** Targets are read side by side. Throws what a provider throws: half a plan is no plan. */
export async function planTargets(
  targets: readonly BoundTarget[],
  record: RecordStore,
  source: Source,
  diagnostics: readonly Diagnostic[],
): Promise<Plan> {
  const compared = await Promise.all(targets.map((target) => observeAndCompare(target, record)));
  return buildPlan(compared, source, diagnostics);
}

async function observeAndCompare(
  { desired, provider }: BoundTarget,
  store: RecordStore,
): Promise<ComparedTarget> {
  const [observation, resources, record] = await Promise.all([
    provider.observe(desired.resources),
    provider.prepare(desired.resources),
    store.load(desired.name),
  ]);
  const renames = findRenames(resources, observation.names);
  const snapshot = observation.describe(renames.nameOf);
  const order = new Map(provider.kinds.map(({ name }, index) => [name, index]));
  const inOrder = [...resources].sort(
    (a, b) =>
      (order.get(a.identity.kind) ?? 0) - (order.get(b.identity.kind) ?? 0) || (a.key < b.key ? -1 : 1),
  );
  const comparisons = compareTarget(provider.kinds, { desired: inOrder, live: snapshot.resources, record });
  const deletes = comparisons.some(
    ({ action, kind }) =>
      (action === 'delete' || action === 'replace') &&
      provider.kinds.some(({ name, losesAlerts }) => name === kind && losesAlerts),
  );
  const read = deletes ? await readAlerts(provider, desired.name) : { alerts: [], diagnostics: [] };
  return {
    desired: { ...desired, resources: inOrder },
    provider,
    comparisons,
    live: snapshot.resources,
    alerts: read.alerts,
    record: record?.commit ?? null,
    diagnostics: [...renames.diagnostics, ...snapshot.diagnostics, ...read.diagnostics],
  };
}

/** Who may not read alert definitions may still plan; what is lost with them cannot be foretold then. */
async function readAlerts(
  provider: Provider,
  target: string,
): Promise<{ readonly alerts: readonly Alert[]; readonly diagnostics: readonly Diagnostic[] }> {
  try {
    return { alerts: await provider.alerts(), diagnostics: [] };
  } catch (error) {
    if (!(error instanceof RequestError) || !['forbidden', 'not_found'].includes(error.code)) throw error;
    const message = `the alert definitions of ${target} cannot be read, so that the plan may miss some that are lost`;
    return { alerts: [], diagnostics: [liveDiagnostic('warning', 'alerts_unknown', message)] };
  }
}
