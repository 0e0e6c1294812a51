/**
 * One turn of one target: observe, plan, guard, carry out, record, tell. As `apply` would do it with `--yes`, but that
 * no question is asked and that it never throws: what became of it is a value, and nobody else's turn.
 */
import type { RequestTrace } from '../http/transport.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { MuleteerError } from '../model/errors.ts';
import { lookAgainAt } from '../model/look-again.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyEvent, ApplyReport } from '../model/report.ts';
import type { DesiredTarget } from '../model/target.ts';
import { type Trigger, type TurnOutcome, type TurnResult, turnError } from '../model/turn.ts';
import { holdForSync } from '../reconcile/hold-for-sync.ts';
import { count } from '../render/words.ts';
import { allowancesOf } from './allow-options.ts';
import { type Executed, execute } from './execute.ts';
import { EXIT, type Io } from './io.ts';
import { judge } from './judge.ts';
import { type MadePlan, planFrom } from './make-plan.ts';
import { assertMayApply } from './may-apply.ts';
import { type Notifying, type RunNotes, withNotifications } from './notifications.ts';
import type { RecordOptions } from './record-options.ts';
import type { Revision } from './revision.ts';
import { exitCode } from './write-report.ts';

export interface Turn {
  readonly target: DesiredTarget;
  readonly trigger: Trigger;
  readonly revision: Revision;
}

export interface TurnSettings extends RecordOptions {
  readonly parallelism: number;
  /** How long each application may take to become healthy, in milliseconds. */
  readonly timeout: number;
}

/** Who follows a turn while it goes on. */
export interface TurnListener extends Pick<Notifying, 'isNews'> {
  readonly trace: (trace: RequestTrace) => void;
  readonly warn: (diagnostics: readonly Diagnostic[]) => void;
  /** Before anything is forbidden or done. Answers with who hears what is done. */
  planned(made: MadePlan): (event: ApplyEvent) => void;
  ended(made: MadePlan, executed: Executed): void;
  failed(error: unknown): void;
}

export async function runTurn(
  { target, trigger, revision }: Turn,
  settings: TurnSettings,
  { io, listener }: { readonly io: Io; readonly listener: TurnListener },
): Promise<TurnResult> {
  const startedAt = io.clock.now();
  let plan: Plan | null = null;
  let report: ApplyReport | null = null;
  let thrown: unknown = null;
  const basis = { ...revision, targets: [target], diagnostics: [] };
  const options = { ...settings, target: [], only: [], exclude: [], selector: [] };
  try {
    await withNotifications({ command: 'reconcile', io, ...listener }, async (notes) => {
      notes.know({ targets: [target], source: revision.source });
      const request = { access: 'read-write', io, trace: listener.trace, flipping: 'left' } as const;
      return planFrom(basis, options, request, async (whole) => {
        const made = { ...whole, plan: synced(whole, io) };
        plan = made.plan;
        notes.know({ plan });
        report = masked(await carryOut(made, revision, settings, { io, listener, notes }), io);
        return exitCode(report);
      });
    });
  } catch (error) {
    thrown = error;
    listener.failed(error);
  }
  const error = thrown === null ? null : io.mask.applyTo(turnError(thrown));
  return {
    target: target.name,
    trigger,
    commit: revision.source.commit,
    startedAt,
    endedAt: io.clock.now(),
    outcome: error === null ? outcomeOf(plan, report) : error.code === 'refused' ? 'refused' : 'failed',
    plan,
    report,
    error,
    lookAgainAt: plan === null ? null : lookAgainAt(plan, io.clock.now()),
  };
}

/** Results are shown for longer than a token that a service repeated is known to be one. */
function masked(report: ApplyReport, { mask }: Io): ApplyReport {
  const outcomes = report.outcomes.map((outcome) =>
    outcome.error === null ? outcome : { ...outcome, error: mask.apply(outcome.error) },
  );
  return { ...report, outcomes };
}

/** What the target leaves to people breaks no rule any more. */
function synced({ plan, targets, rules }: MadePlan, io: Io): Plan {
  return judge(holdForSync(plan, { targets, allowances: allowancesOf({}) }), rules, io);
}

interface Following {
  readonly io: Io;
  readonly listener: TurnListener;
  readonly notes: RunNotes;
}

async function carryOut(
  made: MadePlan,
  revision: Revision,
  settings: TurnSettings,
  { io, listener, notes }: Following,
): Promise<ApplyReport> {
  const emit = listener.planned(made);
  listener.warn(made.plan.diagnostics);
  assertSound(made.plan);
  for (const { target, estate } of made.plan.records) revision.claim(target, estate);
  await assertMayApply(made, { ...settings, failOn: [], reviewed: null }, io);
  const executed = await execute(made, { ...settings, reviewed: null }, { io, emit });
  notes.know({ report: { of: executed.report, elapsed: executed.elapsed } });
  listener.ended(made, executed);
  return executed.report;
}

/** What is live may be wrong, too: nothing is written then. */
function assertSound({ diagnostics }: Plan): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length === 1 ? '' : ` (and ${count(errors.length - 1, 'more error')})`;
  const detail = first.hint === null ? {} : { hint: first.hint };
  throw new MuleteerError('manifests', `${first.message}${more}`, detail);
}

function outcomeOf(plan: Plan | null, report: ApplyReport | null): TurnOutcome {
  if (plan === null || report === null) return 'failed';
  switch (exitCode(report)) {
    case EXIT.done:
      return plan.calls.length > 0 ? 'applied' : waits(plan) ? 'pending' : 'in_sync';
    case EXIT.unhealthy:
      return 'unhealthy';
    case EXIT.error:
      return 'failed';
    default:
      return report.outcomes.some(({ accepted }) => accepted) ? 'partial' : 'failed';
  }
}

function waits({ summary }: Plan): boolean {
  return summary.blocked + summary.held > 0;
}

/** As the table of the contract has it, for one target. */
export function codeOf({ report, error }: TurnResult): number {
  if (report !== null && error === null) return exitCode(report);
  if (error?.code === 'interrupted') return EXIT.interrupted;
  return error?.code === 'refused' ? EXIT.refused : EXIT.error;
}
