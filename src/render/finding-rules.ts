/** What a rule is about, for those who see many results of it: said once, without names and numbers. */
import type { EffectClass } from '../model/call.ts';
import type { Action } from '../model/change.ts';
import type { Guard } from '../model/plan.ts';

const GUARDS: Readonly<Record<Guard['rule'], string>> = {
  maxDeletes: 'The plan deletes more resources than its target allows',
  maxUpdates: 'The plan updates or replaces more resources than its target allows',
  maxRestarts: 'The plan restarts more servers than its target allows',
  maxIrreversible: 'The plan has more effects that cannot be undone than its target allows',
  allowEmpty: 'Nothing is declared any more, and everything would be deleted',
};

const EFFECTS: Readonly<Record<EffectClass, string>> = {
  'registration-loss': 'A server loses its registration',
  'alert-loss': 'Alert definitions are lost with the group or cluster that they are about',
  'config-loss': 'An application may lose properties that are not in git',
  'server-restart': 'Servers restart',
  'app-restart': 'Applications are interrupted',
  'app-stop': 'Applications stop',
  'access-loss': 'Members of a user group lose permissions',
  'app-copy': 'A copy of an application stays behind on a server',
};

const CHANGES: Readonly<Record<Action, string>> = {
  create: 'A resource is created',
  update: 'A resource is updated',
  replace: 'A resource is deleted and created anew',
  delete: 'A resource is deleted',
  keep: 'A resource is as declared',
};

const DRIFT: Readonly<Partial<Record<string, string>>> = {
  update: 'Somebody changed a resource outside git',
  delete: 'Somebody deleted a resource outside git',
};

const TABLES: Readonly<Record<string, Readonly<Partial<Record<string, string>>>>> = {
  guard: GUARDS,
  effect: EFFECTS,
  change: CHANGES,
  drift: DRIFT,
};

/** For rules whose second part is a name that others give, or one of many. */
const GENERIC: Readonly<Record<string, (name: string) => string>> = {
  policy: (name) => `The policy ${name} of this repository`,
  waiting: (name) => `A part of a change waits (${name})`,
  blocked: (name) => `A change waits for something that cannot be done from here (${name})`,
  held: (name) => `A change is held (${name})`,
  retained: (name) => `A resource stays although it is not declared (${name})`,
  diagnostic: (name) => `A remark on what is declared or live (${name})`,
};

/** @param rule `guard/maxDeletes`, `diagnostic/unknown_member` … */
export function describeRule(rule: string): string {
  const slash = rule.indexOf('/');
  const [family, name] = [rule.slice(0, slash), rule.slice(slash + 1)];
  return TABLES[family]?.[name] ?? GENERIC[family]?.(name) ?? rule;
}
