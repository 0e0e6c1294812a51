/**
 * What a reviewer should see on the line that causes it, worst first. One list for every output that points at
 * lines: annotations, SARIF, code quality, test reports. All that a plan says is in it: what stops `apply`, what is
 * disturbed, what waits, and each change as such.
 */
import type { Call, EffectClass } from '../model/call.ts';
import type { Action, Cause, Change, ChangeStatus } from '../model/change.ts';
import type { Diagnostic, Origin } from '../model/diagnostic.ts';
import { isShown } from '../model/is-shown.ts';
import type { Guard, Plan, PolicyFinding } from '../model/plan.ts';
import { effectLine } from './effect-lines.ts';
import { excessOf, flagFor } from './guard-words.ts';
import { isHeld } from './reason-lines.ts';
import { list } from './words.ts';

export type FindingLevel = 'error' | 'warning' | 'note';

export interface Finding {
  /** Stable: `guard/maxDeletes`, `policy/NAME`, `effect/server-restart`, `change/update`, `diagnostic/CODE` … */
  readonly rule: string;
  readonly level: FindingLevel;
  /** Goes with the address, which stands before it or beside it. It may hold names from a service: escape it. */
  readonly message: string;
  readonly hint: string | null;
  readonly target: string | null;
  readonly address: string | null;
  /** Null for what no manifest has a line for. */
  readonly origin: Origin | null;
}

const LEVELS: readonly FindingLevel[] = ['error', 'warning', 'note'];

/** Worst first; within a level in the order of the plan. */
export function findingsOf(plan: Plan): readonly Finding[] {
  const calls = new Map(plan.calls.map((call) => [call.id, call]));
  const all = [
    ...plan.guards.filter(({ verdict }) => verdict === 'block').map((guard) => ofGuard(guard, plan)),
    ...plan.policies.map(ofPolicy),
    ...plan.changes.filter(isShown).flatMap((change) => [
      ...ofEffects(change, calls),
      ...ofWaiting(change),
      // What is only held or waits is said by its reason.
      ...(change.status === 'planned' && change.action !== 'keep' ? [ofChange(change, plan)] : []),
    ]),
    ...plan.diagnostics.map(ofDiagnostic),
  ];
  return LEVELS.flatMap((level) => all.filter((finding) => finding.level === level));
}

function ofGuard(guard: Guard, plan: Plan): Finding {
  const { target, rule } = guard;
  return {
    rule: `guard/${rule}`,
    level: 'error',
    message: `apply will be refused: ${excessOf(guard)} in ${target}`,
    hint: `raised by ${flagFor(guard)}, or guards.${rule} of ${target}`,
    target,
    address: null,
    origin: plan.targets.find(({ name }) => name === target)?.origin ?? null,
  };
}

function ofPolicy({ policy, verdict, message, target, address, origin, definedAt }: PolicyFinding): Finding {
  const isDenied = verdict === 'deny';
  return {
    rule: `policy/${policy}`,
    level: isDenied ? 'error' : 'warning',
    message: `${isDenied ? 'denied by policy' : 'policy'} ${policy}: ${message}`,
    hint: `the policy stands in ${definedAt.file}:${definedAt.line}`,
    target,
    address,
    // A policy about the whole plan has no other line.
    origin: origin ?? definedAt,
  };
}

/** Copies and the loss of what can be given again disturb nobody now. */
const EFFECT_LEVELS: Readonly<Record<EffectClass, FindingLevel>> = {
  'registration-loss': 'warning',
  'alert-loss': 'warning',
  'config-loss': 'warning',
  'server-restart': 'warning',
  'app-restart': 'warning',
  'app-stop': 'warning',
  'access-loss': 'warning',
  'app-copy': 'note',
};

function ofEffects(change: Change, calls: ReadonlyMap<string, Call>): readonly Finding[] {
  const effects = change.calls.flatMap((id) => calls.get(id)?.effects ?? []);
  return (Object.keys(EFFECT_LEVELS) as EffectClass[]).flatMap((name) => {
    const line = effectLine(
      effects.filter((effect) => effect.class === name),
      change.key,
    );
    return line === null
      ? []
      : { ...about(change), rule: `effect/${name}`, level: EFFECT_LEVELS[name], message: line };
  });
}

function ofWaiting(change: Change): readonly Finding[] {
  return change.waiting.map(({ reason, message, hint }) => {
    const family = familyOf(change.status, reason);
    // Somebody wanted it so, or it is the rule for what is gone from git; what waits needs somebody.
    const level = family === 'held' || family === 'retained' ? 'note' : 'warning';
    return { ...about(change), rule: `${family}/${reason}`, level, message, hint };
  });
}

/** Of a planned change a part waits, or is held. */
function familyOf(status: ChangeStatus, reason: string): string {
  if (status !== 'planned') return status;
  return isHeld(reason) ? 'held' : 'waiting';
}

const TO_DO: Readonly<Record<Action, string>> = {
  create: 'to be created',
  update: 'to be updated',
  replace: 'to be replaced',
  delete: 'to be deleted',
  keep: 'as declared',
};

const DRIFTED: Readonly<Partial<Record<Action, string>>> = {
  update: 'changed outside git',
  delete: 'deleted outside git',
};

const CAUSES: Readonly<Partial<Record<Cause, string>>> = {
  drift: ', which undoes a change outside git',
  conflict: ', although it was changed outside git too',
};

function ofChange(change: Change, { about: what }: Plan): Finding {
  const { action, fields, cause, approval, isCopy } = change;
  const isDrift = what === 'drift';
  const verb = isDrift ? (DRIFTED[action] ?? TO_DO[action]) : TO_DO[action];
  const paths = action === 'update' ? fields.filter(({ held }) => held !== true).map(({ path }) => path) : [];
  const where = paths.length === 0 ? '' : ` (${list(paths)})`;
  const why = isDrift ? '' : (CAUSES[cause] ?? '');
  const isGrave = isDrift || cause === 'conflict' || action === 'replace' || (action === 'delete' && !isCopy);
  return {
    ...about(change),
    rule: `${isDrift ? 'drift' : 'change'}/${action}`,
    level: isGrave ? 'warning' : 'note',
    message: `${verb}${where}${why}${approval === null ? '' : `: ${approval}`}`,
  };
}

function ofDiagnostic({ severity, code, message, hint, address, origin }: Diagnostic): Finding {
  return {
    rule: `diagnostic/${code}`,
    level: severity === 'info' ? 'note' : severity,
    message,
    hint,
    target: address?.split('/')[0] ?? null,
    address,
    origin,
  };
}

function about({ target, address, origin }: Change): Pick<Finding, 'hint' | 'target' | 'address' | 'origin'> {
  return { hint: null, target, address, origin };
}
