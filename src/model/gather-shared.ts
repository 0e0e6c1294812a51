import type { Diagnostic } from './diagnostic.ts';

/**
 * A document of a base is looked at once for each target that has it. What is wrong with it for all of them is one
 * mistake; what is wrong for some says for which.
 */
export function gatherShared(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const groups = new Map<string, string[]>();
  for (const diagnostic of diagnostics) {
    const { shared } = diagnostic;
    if (shared === undefined) continue;
    const targets = groups.get(sameAs(diagnostic)) ?? [];
    if (!targets.includes(shared.target)) targets.push(shared.target);
    groups.set(sameAs(diagnostic), targets);
  }
  return diagnostics.flatMap((diagnostic) => {
    const { shared, ...settled } = diagnostic;
    if (shared === undefined) return [diagnostic];
    const targets = groups.get(sameAs(diagnostic));
    if (targets === undefined) return [];
    groups.delete(sameAs(diagnostic));
    const isForAll = shared.among.length > 1 && shared.among.every((target) => targets.includes(target));
    return [isForAll ? settled : { ...settled, message: naming(settled.message, targets) }];
  });
}

function sameAs({ severity, code, message, hint, origin, address }: Diagnostic): string {
  const place = `${origin?.file}:${origin?.line}:${origin?.column}`;
  return [severity, code, message, hint, place, address].join('\n');
}

/** Many messages name the target already. */
function naming(message: string, targets: readonly string[]): string {
  const [first = ''] = targets;
  const isNamed = targets.length === 1 && message.split(/[\s,;:()]+/).includes(first);
  return isNamed ? message : `${message} (for ${listAnd([...targets].sort())})`;
}

function listAnd(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
