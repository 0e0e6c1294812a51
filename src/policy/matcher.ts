import { pathPattern, textPattern } from '../model/patterns.ts';
import type { LabelPatterns, Policy } from '../model/policy.ts';
import type { PlannedItem } from './planned-item.ts';

export type Matcher = (item: PlannedItem) => boolean;

/**
 * Whether a policy is about a change. Its patterns are made ready once: a plan may have a thousand changes.
 * @param fileOf where a change stands, from the repository's root of the policy; null: in no file
 */
export function createMatcher(
  { match, root }: Pick<Policy, 'match' | 'root'>,
  fileOf: (item: PlannedItem, root: string) => string | null,
): Matcher {
  const { kind, actions } = match;
  const target = match.target?.map(textPattern);
  const file = match.file?.map(pathPattern);
  const hasAll = labelMatchers(match.labels);
  const hasNone = labelMatchers(match.withoutLabels);
  return (item) =>
    (kind === undefined || kind.includes(item.kind)) &&
    (actions === undefined || item.change.actions.some((action) => actions.includes(action))) &&
    (target === undefined || fitsOne(target, item.target)) &&
    hasAll.every((has) => has(item.labels)) &&
    !hasNone.some((has) => has(item.labels)) &&
    (file === undefined || fitsOne(file, fileOf(item, root)));
}

function labelMatchers(labels: LabelPatterns = {}) {
  return Object.entries(labels).map(([key, values]) => {
    const patterns = values.map(textPattern);
    return (own: PlannedItem['labels']): boolean =>
      fitsOne(patterns, Object.hasOwn(own, key) ? (own[key] ?? null) : null);
  });
}

function fitsOne(patterns: readonly RegExp[], text: string | null): boolean {
  return text !== null && patterns.some((pattern) => pattern.test(text));
}
