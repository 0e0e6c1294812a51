import type { Stage } from '../../../stage.ts';

export const stage: Stage = {
  sandbox: 'none',
  copies: { 'examples/manifests/full-estate': 'examples/manifests/full-estate' },
};
