import type { Stage } from '../../stage.ts';

/** The answers to what `init` asks. */
export const stage: Stage = {
  env: { MULETEER_ORGANIZATION: 'Acme', MULETEER_ENVIRONMENT: 'Sandbox', MULETEER_CI: 'github' },
};
