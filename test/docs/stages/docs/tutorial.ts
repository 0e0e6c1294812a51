import type { Stage } from '../../stage.ts';

/** An empty folder and a shell: the reader starts the sandbox. */
export const stage: Stage = { sandbox: 'none' };
