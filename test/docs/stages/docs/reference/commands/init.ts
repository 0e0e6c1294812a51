import type { Stage } from '../../../../stage.ts';

export const stage: Stage = { sandbox: 'none' };
