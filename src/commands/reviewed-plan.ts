/** The file that `plan -o json=FILE` wrote: all that tells whether a new plan is the one that was reviewed. */
import { readFile } from 'node:fs/promises';
import { MuleteerError } from '../model/errors.ts';
import { asObject } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import { type Differences, type ReviewedChange, type ReviewedPlan, review } from '../reconcile/reviewed.ts';
import { count, list } from '../render/words.ts';

/** A reviewed plan, and how the person named its file. */
export interface ReviewedFile extends ReviewedPlan {
  readonly file: string;
}

/** The format whose meaning we know; a minor one only adds. */
const MAJOR = '1';

/** @throws MuleteerError `usage` for whatever is no plan: nothing was asked or written by then */
export async function readReviewedPlan(file: string, path: string): Promise<ReviewedFile> {
  const plan = asObject(parse(await readText(file, path), file)) ?? wrong(file, 'it is no object');
  const format = textIn(plan, 'format_version', file);
  if (format.split('.')[0] !== MAJOR) wrong(file, `its format is ${format}, this version reads ${MAJOR}.x`);
  const { resource_changes: changes } = plan;
  if (!Array.isArray(changes)) wrong(file, 'it has no resource_changes');
  return {
    file,
    fingerprint: fingerprintIn(plan, file),
    changes: (changes as readonly unknown[]).flatMap((change) => readChange(change, file)),
  };
}

/** @throws MuleteerError `refused` where the plan is another one, and not what an interrupted run left of it */
export function assertReviewed(plan: Plan, reviewed: ReviewedFile): void {
  const answer = review(plan, reviewed);
  if (answer.is !== 'stale') return;
  throw new MuleteerError('refused', `the plan is not the one that was reviewed in ${reviewed.file}`, {
    hint: `nothing was written; ${describe(answer.differences)}; plan again and have it reviewed, or add --reviewed-only`,
  });
}

/** With `--reviewed-only`, which has taken out what is not as reviewed. @throws MuleteerError `refused` */
export function assertSomethingReviewed({ calls, changes }: Plan, { file }: ReviewedFile): void {
  if (calls.length > 0 || !changes.some(isNotReviewed)) return;
  throw new MuleteerError('refused', `nothing is left to do as it was reviewed in ${file}`, {
    hint: 'nothing was written; plan again and have it reviewed',
  });
}

function isNotReviewed({ waiting }: Plan['changes'][number]): boolean {
  return waiting.some(({ reason }) => reason === 'not_reviewed');
}

function describe({ changed, held, appeared, vanished }: Differences): string {
  const parts = [
    ...(changed.length === 0 ? [] : [`not as reviewed: ${few(changed)}`]),
    ...(held.length === 0 ? [] : [`held by now: ${few(held)}`]),
    ...(appeared.length === 0 ? [] : [`new: ${few(appeared)}`]),
    ...(vanished.length === 0 ? [] : [`no longer to be done: ${few(vanished)}`]),
  ];
  return parts.join('; ');
}

const FEW = 3;

function few(addresses: readonly string[]): string {
  if (addresses.length <= FEW + 1) return list(addresses);
  return `${addresses.slice(0, FEW).join(', ')} and ${count(addresses.length - FEW, 'more', 'more')}`;
}

async function readText(file: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new MuleteerError('usage', `cannot read ${file}${code}`, { hint: WRITTEN_BY, cause });
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return wrong(file, 'it is no JSON');
  }
}

/** What is as declared is listed with `--all`, and says nothing here. */
function readChange(value: unknown, file: string): readonly ReviewedChange[] {
  const change = asObject(value) ?? wrong(file, 'a change in it is no object');
  const { actions } = asObject(change.change) ?? {};
  if (!Array.isArray(actions)) wrong(file, 'a change in it has no actions');
  if ((actions as readonly unknown[]).includes('no-op')) return [];
  return [
    {
      target: textIn(change, 'target', file),
      address: textIn(change, 'address', file),
      fingerprint: fingerprintIn(change, file),
    },
  ];
}

function fingerprintIn(object: Readonly<Record<string, unknown>>, file: string): string {
  const text = textIn(object, 'fingerprint', file);
  return /^sha256:[0-9a-f]{64}$/.test(text) ? text : wrong(file, `${text} is no fingerprint`);
}

function textIn(object: Readonly<Record<string, unknown>>, name: string, file: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : wrong(file, `it has no ${name}`);
}

const WRITTEN_BY = '`muleteer plan -o json=FILE` writes the file that --plan reads';

function wrong(file: string, why: string): never {
  throw new MuleteerError('usage', `${file} is no plan: ${why}`, { hint: WRITTEN_BY });
}
