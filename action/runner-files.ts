/** How a step speaks to its runner: lines in the files that `GITHUB_…` names, and commands in the log. */
import { appendFileSync, statSync } from 'node:fs';
import type { ActionIo } from './io.ts';

/** Past it the runner drops the whole summary of a step. */
const SUMMARY_LIMIT = 1024 * 1024;

export function setOutputs(values: Readonly<Record<string, string>>, io: ActionIo): void {
  const { GITHUB_OUTPUT: file } = io.env;
  if (file === undefined) return;
  for (const [name, value] of Object.entries(values)) {
    // Nobody can guess the delimiter, so that no value can end itself and go on as another output.
    const delimiter = `end-${io.newId()}`;
    appendFileSync(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
  }
}

/** How many bytes the summary of this step can still take. */
export function summaryRoom({ env }: Pick<ActionIo, 'env'>): number {
  const { GITHUB_STEP_SUMMARY: file } = env;
  return SUMMARY_LIMIT - (file === undefined ? 0 : (statSync(file, { throwIfNoEntry: false })?.size ?? 0));
}

export function addSummary(markdown: string, { env }: Pick<ActionIo, 'env'>): void {
  const { GITHUB_STEP_SUMMARY: file } = env;
  if (file !== undefined) appendFileSync(file, markdown);
}

/** Annotates the job itself. */
export function say(level: 'error' | 'warning' | 'notice', text: string, io: ActionIo): void {
  io.log(`::${level}::${escapeData(text)}\n`);
}

export function mask(secret: string, io: ActionIo): void {
  if (secret !== '') io.log(`::add-mask::${escapeData(secret)}\n`);
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
