import type { Stage } from '../stage.ts';

/** A checkout, as far as the lockfile is concerned; npm has no registry here, and changes nothing. */
export const stage: Stage = {
  copies: {
    'package.json': 'package.json',
    'package-lock.json': 'package-lock.json',
    'scripts/complete-lockfile.js': 'scripts/complete-lockfile.js',
  },
  programs: { npm: '[ "$*" = install ]' },
};
