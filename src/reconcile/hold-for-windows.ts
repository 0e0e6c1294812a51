/**
 * What may not happen now waits for its window (`windows` of a target). A change goes as a whole or not at all: with a
 * call that has to wait, its others wait too.
 */
import type { Call, EffectClass } from '../model/call.ts';
import type { Change, Waiting } from '../model/change.ts';
import { type Diagnostic, liveDiagnostic } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import type { DesiredTarget } from '../model/target.ts';
import { localTime } from '../model/time-zone.ts';
import { createSchedule, type Opening, type Schedule } from '../model/windows.ts';
import { isActive } from './dependents.ts';
import { type GuardContext, holdBack } from './hold-back.ts';

/** @param now milliseconds since the epoch */
export function holdForWindows(plan: Plan, context: GuardContext, now: number): Plan {
  const waiting = new Map(context.targets.flatMap((target) => [...waitingIn(plan, target, now)]));
  return holdBack(plan, waiting, context);
}

/** The same plan, which says what goes although its window is closed (`--ignore-windows`). */
export function ignoreWindows(plan: Plan, { targets }: Pick<GuardContext, 'targets'>, now: number): Plan {
  const diagnostics = targets.flatMap((target): readonly Diagnostic[] => {
    const changes = [...waitingIn(plan, target, now).keys()];
    return changes.length === 0 ? [] : [ignored(target, changes)];
  });
  return { ...plan, diagnostics: [...plan.diagnostics, ...diagnostics] };
}

const FEW = 3;

function ignored({ name, manifest }: DesiredTarget, changes: readonly Change[]): Diagnostic {
  const named = changes.slice(0, FEW).map(({ address }) => address);
  const more = changes.length - named.length;
  const what = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return liveDiagnostic('warning', 'windows_ignored', `outside the windows of ${name}: ${what}`, {
    address: name,
    origin: manifest.locate(['spec', 'windows']).origin,
    hint: 'without --ignore-windows this waits',
  });
}

/** The changes of one target that have a closed window, and what they are told. */
function waitingIn(plan: Plan, target: DesiredTarget, now: number): ReadonlyMap<Change, Waiting> {
  const { windows } = target.policy;
  if (windows.length === 0) return new Map();
  const schedule = createSchedule(windows);
  const calls = new Map(plan.calls.map((call) => [call.id, call]));
  // Most changes of a target disturb the same things, and to ask a calendar takes its time.
  const asked = new Map<string, Opening>();
  const ask = (effects: readonly EffectClass[]): Opening => {
    const key = effects.join(' ');
    const opening = asked.get(key) ?? schedule.ask(effects, now);
    asked.set(key, opening);
    return opening;
  };
  const own = plan.changes.filter((change) => change.target === target.name && isActive(change));
  return new Map(
    own.flatMap((change): readonly (readonly [Change, Waiting])[] => {
      const opening = ask(effectsOf(change, calls, schedule));
      return opening.is === 'open' ? [] : [[change, wordsFor(opening, target)]];
    }),
  );
}

function effectsOf(
  change: Change,
  calls: ReadonlyMap<string, Call>,
  schedule: Schedule,
): readonly EffectClass[] {
  const found = change.calls.flatMap((id) => effectsIn(calls.get(id)?.effects ?? [], schedule));
  return [...new Set(found)].sort();
}

/** What runs on a server that restarts is interrupted by that, whatever is said of interruptions alone. */
function effectsIn(effects: Call['effects'], schedule: Schedule): readonly EffectClass[] {
  const classes = effects.map((effect) => effect.class);
  const restarts = classes.includes('server-restart') && schedule.names('server-restart');
  return restarts ? classes.filter((name) => name !== 'app-restart' && name !== 'app-stop') : classes;
}

function wordsFor(
  { effects, opensAt, timezone }: Extract<Opening, { readonly is: 'closed' }>,
  { name, manifest }: DesiredTarget,
): Waiting {
  const { file, line } = manifest.locate(['spec', 'windows']).origin;
  const what = effects.join(' and ');
  const when =
    opensAt === null ? 'and none comes that would do' : `the next opens ${localTime(opensAt, timezone)}`;
  return {
    reason: 'window',
    message: `${what} waits for a window, ${when}`,
    hint: `muleteer apply --ignore-windows does not wait; the windows of ${name} stand in ${file}:${line}`,
    ...(opensAt === null ? {} : { until: opensAt }),
  };
}
