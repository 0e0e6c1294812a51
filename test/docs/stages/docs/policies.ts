import { estateRepository } from '../estate-repository.ts';

/** A stand-in for conftest, which gets a plan and rules; `npm run rego` holds plans against the real one. */
const CONFTEST = `[ "$1 $2" = 'test --policy' ] && test -f "$3/plan.rego" && grep -q '"format_version"' "$4"`;

export const stage = estateRepository({
  programs: { conftest: CONFTEST },
  copies: { 'examples/policies/rego': 'examples/policies/rego' },
});
