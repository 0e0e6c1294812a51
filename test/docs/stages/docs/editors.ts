import type { Stage } from '../../stage.ts';

/** Somebody answers the questions of `init`. */
export const stage: Stage = {
  env: { MULETEER_ORGANIZATION: 'Acme', MULETEER_ENVIRONMENT: 'Production', MULETEER_CI: 'none' },
};
