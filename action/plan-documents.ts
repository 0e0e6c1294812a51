/** What a plan wrote for people: the whole of it, a document for each target, and which of those say something. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexOf, markerOf, targetOf } from './documents.ts';
import { changedTargets, type PlanFile } from './plan-file.ts';
import type { StickyComment } from './sticky-comments.ts';

/** The comments of a plan: an index where there are many targets, and one for each. */
export function readDocuments(folder: string, plan: PlanFile): readonly StickyComment[] {
  const changed = changedTargets(plan);
  const index = indexOf(readFileSync(join(folder, 'plan.md'), 'utf8'));
  const targets = join(folder, 'targets');
  const files = existsSync(targets) ? readdirSync(targets).sort() : [];
  const bodies = files.map((file) => readFileSync(join(targets, file), 'utf8'));
  const isIndex = targetOf(markerOf(index) ?? '') === null;
  return [
    ...(isIndex ? [{ body: index, isNews: changed.size > 0 }] : []),
    ...bodies.map((body) => ({ body, isNews: changed.has(targetOf(markerOf(body) ?? '') ?? '') })),
  ];
}
