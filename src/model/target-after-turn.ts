/** What one turn tells of its target. */
import { groupBy } from './group-by.ts';
import type { TargetState, TargetStatus, TurnSummary, WaitingItem } from './loop-status.ts';
import type { Plan } from './plan.ts';
import {
  type Health,
  isForeign,
  keepingSame,
  type ResourceStatus,
  resourcesAfter,
} from './resource-status.ts';
import { type TurnResult, verdictOf } from './turn.ts';
import { whatIsLeft } from './what-is-left.ts';

/** So many turns, and so many runs, are kept of each target. */
export const KEPT = 20;

export function targetAfterTurn(
  target: TargetStatus,
  result: TurnResult,
  next: TargetStatus['next'],
): TargetStatus {
  const isFine = verdictOf(result) === 'fine';
  const last = summaryOf(result);
  return {
    ...target,
    ...(result.plan === null ? UNSEEN : seen(result, result.plan, target.resources)),
    state: stateAfter(target, result, next),
    trigger: null,
    last,
    next: target.policy === 'off' ? null : next,
    failures: isFine ? 0 : target.failures + 1,
    lastSuccessAt: isFine ? result.endedAt : target.lastSuccessAt,
    turns: isWorthKeeping(last, target.last) ? [last, ...target.turns].slice(0, KEPT) : target.turns,
  };
}

function stateAfter({ policy }: TargetStatus, result: TurnResult, next: TargetStatus['next']): TargetState {
  if (policy === 'off') return 'off';
  if (next !== null) return next.trigger === 'retry' ? 'backing_off' : 'idle';
  return verdictOf(result) === 'terminal' ? 'waiting_for_commit' : 'idle';
}

/** The plan and the resources stay as they were seen last, with the time of that. */
const UNSEEN = { sync: 'unknown', health: 'unknown' } as const;

function seen(
  { report, endedAt, target: name }: TurnResult,
  plan: Plan,
  before: readonly ResourceStatus[],
): Partial<TargetStatus> {
  const resources = keepingSame(resourcesAfter(plan, report), before);
  const left = whatIsLeft(plan, report);
  const title = plan.targets.find((one) => one.name === name)?.title ?? null;
  const foreign = ({ changes }: Plan): number =>
    changes.filter(({ action, cause }) => action !== 'keep' && isForeign(cause)).length;
  return {
    ...(title === null ? {} : { title }),
    sync: resources.every(({ sync }) => sync === 'in_sync' || sync === 'stays') ? 'in_sync' : 'out_of_sync',
    health: worstOf(resources),
    observedAt: endedAt,
    left,
    drift: { found: foreign(plan), left: foreign(left) },
    waits: waitsOf(left),
    resources,
  };
}

const WORST_FIRST: readonly Health[] = ['unhealthy', 'progressing'];

/** What is not there yet has no health, and takes none away. */
function worstOf(resources: readonly ResourceStatus[]): Health {
  return WORST_FIRST.find((one) => resources.some(({ health }) => health === one)) ?? 'healthy';
}

/** The soonest first; what nobody can tell the end of is last. */
function waitsOf({ changes }: Plan): readonly WaitingItem[] {
  const items = changes.flatMap(({ address, waiting, status }) =>
    status === 'retained'
      ? []
      : waiting.map(({ until = null, effects = [], ...why }) => ({ address, ...why, until, effects })),
  );
  return items.sort((a, b) => (a.until ?? Number.MAX_VALUE) - (b.until ?? Number.MAX_VALUE));
}

function summaryOf({
  trigger,
  commit,
  startedAt,
  endedAt,
  outcome,
  error,
  plan,
  report,
}: TurnResult): TurnSummary {
  const results = groupBy(report?.outcomes ?? [], ({ result }) => result);
  const number = (result: 'done' | 'failed' | 'uncertain'): number => results.get(result)?.length ?? 0;
  const calls = {
    planned: plan?.calls.length ?? 0,
    done: number('done'),
    failed: number('failed') + number('uncertain'),
  };
  return { trigger, commit, startedAt, endedAt, outcome, error, calls };
}

/** Most turns find what the one before found: they would push out what somebody looks for. */
function isWorthKeeping(turn: TurnSummary, before: TurnSummary | null): boolean {
  const { calls, outcome, commit, error } = turn;
  if (before === null || calls.done + calls.failed > 0) return true;
  return outcome !== before.outcome || commit !== before.commit || error?.message !== before.error?.message;
}
