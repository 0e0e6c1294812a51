import { MuleteerError } from '../model/errors.ts';
import { Unreadable } from './read-fields.ts';
import { TooNew } from './state-json.ts';

export const RECORDED_ANEW = 'without a record, the next apply compares with what is live, and records anew';

/** Runs what reads a record, and says in plain words that it cannot be read, and how to go on. */
export async function readingRecord<T>(
  place: string,
  how: { readonly toForget: string; readonly without: string },
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TooNew) {
      throw new MuleteerError('settings', `${place} was written by a newer muleteer: ${error.message}`, {
        hint: 'update muleteer here',
        cause: error,
      });
    }
    if (!(error instanceof Unreadable)) throw error;
    throw new MuleteerError('settings', `${place} cannot be read: ${error.message}`, {
      hint: `${how.toForget}; ${how.without}`,
      cause: error,
    });
  }
}
