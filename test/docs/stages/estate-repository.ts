/**
 * The stage that most documents need: a git repository on `main` with a small estate, an `origin` to push to, and a
 * sandbox whose servers are there. A few lines suffice:
 *
 *     export const stage = estateRepository({ applied: true, files: { 'apps/orders.yaml': '…' } });
 */
import { ENVIRONMENT, servers } from '../../support/manifests.ts';
import type { Stage } from '../stage.ts';

interface EstateRepository extends Stage {
  /** The first commit is applied already. */
  readonly applied?: boolean;
}

/** `environment.yaml` and `servers.yaml`, unless `files` or `copies` bring another estate. */
const ESTATE = {
  // Address and account come from the environment.
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

export function estateRepository({
  applied = false,
  files,
  copies,
  before = '',
  ...stage
}: EstateRepository = {}): Stage {
  return {
    ...stage,
    files: copies === undefined ? { ...ESTATE, ...files } : { ...files },
    ...(copies === undefined ? {} : { copies }),
    before: `${COMMIT}${applied ? 'muleteer apply --yes\n' : ''}${before}`,
  };
}
