/** What a target's webhooks are told: everything that any format needs, about this one target alone. */
import type { EffectClass } from '../model/call.ts';
import type { Cause, ChangeStatus } from '../model/change.ts';
import { isShown } from '../model/is-shown.ts';
import type { TargetKindName } from '../model/manifest.ts';
import type { Guard, LeftAlone, Plan, Summary } from '../model/plan.ts';
import type { ApplyReport } from '../model/report.ts';
import type { Source } from '../model/source.ts';
import { createCallPlaces } from '../render/call-places.ts';
import { actionsOf, markOf } from '../render/change-marks.ts';
import { effectLine } from '../render/effect-lines.ts';
import { addressOf } from '../render/names.ts';

export type NotifyEvent = 'changes' | 'drift' | 'refusal' | 'failure';

/** What happened to one target. The plan and the report are its own parts of the run's. */
export interface Happening {
  readonly event: NotifyEvent;
  readonly command: 'apply' | 'drift' | 'reconcile';
  readonly target: { readonly name: string; readonly kind: TargetKindName };
  /** One line in our own words: no name of a resource, nothing that a service said. */
  readonly message: string;
  /** What ended it early; null where nothing did. */
  readonly error: NotedError | null;
  readonly exitCode: number;
  readonly source: Source | null;
  readonly plan: Plan | null;
  readonly report: ApplyReport | null;
  /** What the loop heals no more from now on. */
  readonly leftAlone: readonly LeftAlone[];
}

export interface Notification extends Omit<Happening, 'plan' | 'report' | 'leftAlone'> {
  /** The same for every repetition. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** `Acme / Production`; null before it was contacted. */
  readonly title: string | null;
  readonly run: string | null;
  readonly summary: Summary | null;
  readonly fingerprint: string | null;
  readonly changes: readonly NotedChange[];
  readonly effects: readonly NotedEffect[];
  /** The same in one line; null where nothing is disturbed. */
  readonly disturbs: string | null;
  readonly guards: readonly Guard[];
  readonly failures: readonly NotedFailure[];
  readonly flips: readonly NotedFlip[];
}

export interface NotedError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface NotedChange {
  readonly address: string;
  readonly mark: string;
  readonly actions: readonly string[];
  readonly status: ChangeStatus;
  readonly cause: Cause;
}

export interface NotedEffect {
  readonly class: EffectClass;
  readonly subject: string;
  readonly reversible: boolean;
}

/** A field that is healed no more. */
export interface NotedFlip {
  readonly address: string;
  readonly path: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface NotedFailure {
  /** Null for what needed no call, and for what is about no resource. */
  readonly call: string | null;
  readonly address: string | null;
  readonly error: string;
}

export function describeHappening(
  { plan, report, leftAlone, ...happening }: Happening,
  about: Pick<Notification, 'id' | 'time' | 'run'>,
): Notification {
  const calls = plan?.calls ?? [];
  return {
    ...happening,
    ...about,
    title: plan?.targets[0]?.title ?? null,
    summary: plan?.summary ?? null,
    fingerprint: plan?.fingerprint ?? null,
    changes: plan === null ? [] : changesIn(plan),
    effects: plan === null ? [] : effectsIn(plan),
    disturbs: effectLine(
      calls.flatMap(({ effects }) => effects),
      null,
    ),
    guards: (plan?.guards ?? []).filter(({ verdict }) => verdict === 'block'),
    failures: plan === null || report === null ? [] : failuresIn(plan, report),
    flips: plan === null ? [] : flipsIn(plan, happening.target.name, leftAlone),
  };
}

function changesIn({ changes }: Plan): readonly NotedChange[] {
  return changes.filter(isShown).map((change) => {
    const { address, status, cause } = change;
    return { address, mark: markOf(change), actions: actionsOf(change), status, cause };
  });
}

/** Each once, whichever calls have it. */
function effectsIn(plan: Plan): readonly NotedEffect[] {
  const all = plan.calls.flatMap(({ target, effects }) =>
    effects.map((effect) => ({ ...effect, subject: addressOf(plan, target, effect.subject) })),
  );
  return [...new Map(all.map((effect) => [`${effect.class} ${effect.subject}`, effect])).values()];
}

function flipsIn(plan: Plan, target: string, leftAlone: readonly LeftAlone[]): readonly NotedFlip[] {
  return leftAlone.flatMap(({ key, fields }) =>
    fields.map(({ path, why: { message, hint } }) => {
      return { address: addressOf(plan, target, key), path, message, hint };
    }),
  );
}

function failuresIn(plan: Plan, { outcomes, unsettled, recordError }: ApplyReport): readonly NotedFailure[] {
  const places = createCallPlaces(plan);
  return [
    ...outcomes.flatMap(({ call, error }) =>
      error === null ? [] : { call, address: places.address(call), error },
    ),
    ...unsettled.map(({ target, key, error }) => ({
      call: null,
      address: addressOf(plan, target, key),
      error,
    })),
    ...(recordError === null
      ? []
      : [{ call: null, address: null, error: `the record does not know all that was done: ${recordError}` }]),
  ];
}
