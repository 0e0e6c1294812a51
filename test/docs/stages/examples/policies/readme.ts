import type { Stage } from '../../../stage.ts';

export const stage: Stage = { copies: { 'examples/policies': 'examples/policies' } };
