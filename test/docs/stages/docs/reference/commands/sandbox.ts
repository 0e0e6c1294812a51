import type { Stage } from '../../../../stage.ts';

export const stage: Stage = { sandbox: 'none', files: { 'world.yaml': 'servers: [{ name: mule-a1 }]\n' } };
