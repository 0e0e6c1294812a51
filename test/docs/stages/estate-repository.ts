/**
 * The stage that most documents need: a git repository on `main` with a small estate, an `origin` to push to, and a
 * sandbox whose servers are there. A few lines suffice:
 *
 *     export const stage = estateRepository({ applied: true, files: { 'apps/orders.yaml': '…' } });
 */
import { ENVIRONMENT, servers } from '../../support/manifests.ts';
import type { Stage } from '../stage.ts';

interface EstateRepository extends Stage {
  /**
   * What of this repository is the estate; null: nothing but the files. `environment.yaml` and `servers.yaml` with
   * three servers otherwise.
   */
  readonly estate?: string | null;
  /** The first commit is applied already. */
  readonly applied?: boolean;
}

const ESTATE = {
  // Address and account come from the variables.
  'environment.yaml': ENVIRONMENT.replace(/ {2}(controlPlane|credentials).*\n/g, ''),
  'servers.yaml': servers('mule-1', 'mule-2', 'mule-3'),
} as const;

const COMMIT = `
git init --quiet
git add --all
git commit --quiet --message 'the estate'
git init --quiet --bare "$HOME/origin.git"
git remote add origin "$HOME/origin.git"
git push --quiet --set-upstream origin main
`;

export function estateRepository(options: EstateRepository = {}): Stage {
  const { applied = false, estate, files = {}, copies = {}, before = '', ...stage } = options;
  return {
    ...stage,
    copies: typeof estate === 'string' ? { '.': estate, ...copies } : copies,
    files: estate === undefined ? { ...ESTATE, ...files } : files,
    before: `${COMMIT}${applied ? 'muleteer apply --yes\n' : ''}${before}`,
  };
}
