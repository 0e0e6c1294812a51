/** What a reviewer must not miss: why `apply` will be refused, what cannot be undone, what policies warn of. */
import type { Effect, EffectClass } from '../model/call.ts';
import { groupBy } from '../model/group-by.ts';
import type { Guard, Plan, PolicyFinding } from '../model/plan.ts';
import { finalLine } from './effect-lines.ts';
import { excessOf, flagFor } from './guard-words.ts';
import { code, prose } from './markdown-text.ts';
import { count } from './words.ts';

export function blockersOf({ guards, policies }: Plan): readonly (Guard | PolicyFinding)[] {
  return [
    ...guards.filter(({ verdict }) => verdict === 'block'),
    ...policies.filter(({ verdict }) => verdict === 'deny'),
  ];
}

export function refusals(plan: Plan, most: number): readonly string[] {
  const all = blockersOf(plan);
  if (all.length === 0) return [];
  if (most === 0) return [`**\`apply\` will be refused**, for ${count(all.length, 'reason')}`, ''];
  const lines = all.map((one) => ('rule' in one ? guardLine(one, plan) : policyLine(one)));
  return ['**`apply` will be refused:**', '', ...bullets(lines, most)];
}

function guardLine(guard: Guard, { targets }: Plan): string {
  const { rule, target } = guard;
  const origin = targets.find(({ name }) => name === target)?.origin;
  const where = origin === undefined ? '' : ` · ${code(`${origin.file}:${origin.line}`)}`;
  const ways = `${code(flagFor(guard))} or ${code(`guards.${rule}`)}`;
  return `${code(rule)}: ${excessOf(guard)}; raised by ${ways}${where}`;
}

function policyLine({ policy, message, address, origin, definedAt }: PolicyFinding): string {
  const { file, line } = origin ?? definedAt;
  const about = address === null ? '' : ` · ${code(address)}`;
  return `policy ${code(policy)}: ${prose(message)}${about} · ${code(`${file}:${line}`)}`;
}

/** Each class once, with the names of what is lost. */
export function finalThings({ calls }: Plan, most: number): readonly string[] {
  const final = calls.flatMap(({ effects }) => effects.filter(({ reversible }) => !reversible));
  if (final.length === 0 || most === 0) return [];
  const lines = [...groupBy(final, (effect) => effect.class)].map(([name, own]) =>
    finalText(name, own, most),
  );
  return ['**Cannot be undone:**', '', ...bullets(lines, most)];
}

function finalText(name: EffectClass, effects: readonly Effect[], most: number): string {
  const subjects = [...groupBy(effects, ({ subject }) => subject).values()];
  const named = finalLine(subjects.slice(0, most).flat()) ?? name;
  const more = subjects.length - most;
  return `${prose(named, 2000)}${more > 0 ? `, and ${more} more` : ''}`;
}

export function warnings({ policies }: Plan, most: number): readonly string[] {
  const own = policies.filter(({ verdict }) => verdict === 'warn');
  if (own.length === 0 || most === 0) return [];
  return ['**Policies warn:**', '', ...bullets(own.map(policyLine), most)];
}

/** @param most are named, the others counted */
export function bullets(lines: readonly string[], most: number): readonly string[] {
  const more = lines.length - most;
  const shown = more > 0 ? [...lines.slice(0, most), `and ${more} more`] : lines;
  return [...shown.map((line) => `- ${line}`), ''];
}
