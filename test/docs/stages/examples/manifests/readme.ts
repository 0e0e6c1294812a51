import type { Stage } from '../../../stage.ts';

/** A checkout that is built. Somebody answers the question of an apply. */
export const stage: Stage = {
  sandbox: 'none',
  links: { dist: 'dist', 'package.json': 'package.json' },
  copies: { 'examples/manifests/small': 'examples/manifests/small' },
  env: { MULETEER_YES: 'yes' },
};
