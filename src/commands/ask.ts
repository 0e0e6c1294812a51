import { MuleteerError } from '../model/errors.ts';
import type { Io } from './io.ts';
import { interrupted } from './stoppable.ts';

export interface Question {
  /** Ends before the hint that only "yes" is a yes. */
  readonly text: string;
  /** What is told where there is nobody to ask. */
  readonly unasked: { readonly message: string; readonly hint: string };
  /** What is told after any other answer. */
  readonly declined: string;
}

/** @throws MuleteerError `usage` without a terminal: a question that hangs for ever helps nobody */
export async function agreed({ text, unasked, declined }: Question, io: Io): Promise<boolean> {
  if (io.ask === null) throw new MuleteerError('usage', unasked.message, { hint: unasked.hint });
  const answer = await io.ask(`${text} Only "yes" is a yes: `);
  if (io.signal.aborted) throw interrupted();
  if (answer.trim() === 'yes') return true;
  io.stderr.write(`${declined}\n`);
  return false;
}
