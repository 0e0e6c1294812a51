import type { Diagnostic } from './diagnostic.ts';

/**
 * A document of a base is looked at once for each target that has it. What is wrong with it for all of them is one
 * mistake; what is wrong for some says for which.
 */
export function gatherShared(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<string, Group>();
  for (const diagnostic of diagnostics) {
    const key = keyOf(diagnostic);
    const group = groups.get(key) ?? { diagnostic, targets: new Set<string>() };
    if (diagnostic.shared !== undefined) group.targets.add(diagnostic.shared.target);
    groups.set(key, group);
  }
  return [...groups.values()].map(settle);
}

interface Group {
  readonly diagnostic: Diagnostic;
  readonly targets: Set<string>;
}

/** Stands for the name of a target. */
const TARGET = '\u0000';

function keyOf(diagnostic: Diagnostic): string {
  const { severity, code, hint, origin, address } = diagnostic;
  const place = `${origin?.file}:${origin?.line}:${origin?.column}`;
  return JSON.stringify([severity, code, templateOf(diagnostic), hint, place, address]);
}

/** The message without the name of the target that it is about. */
function templateOf({ message, shared }: Diagnostic): string {
  if (shared === undefined) return message;
  const name = shared.target.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return message.replace(new RegExp(`(?<![\\w./@-])${name}(?![\\w/@-]|\\.\\w)`, 'g'), TARGET);
}

function settle({ diagnostic, targets }: Group): Diagnostic {
  const { shared, ...settled } = diagnostic;
  if (shared === undefined) return diagnostic;
  const template = templateOf(diagnostic);
  const names = listAnd([...targets].sort());
  if (template.includes(TARGET)) return { ...settled, message: template.replaceAll(TARGET, names) };
  const isForAll = shared.among.length > 1 && shared.among.every((target) => targets.has(target));
  return isForAll ? settled : { ...settled, message: `${template} (for ${names})` };
}

function listAnd(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
