import { manyEnvironments } from '../../many-environments.ts';

/** All is applied, and a build has made the next release. */
export const stage = manyEnvironments({
  applied: true,
  before: `
mkdir ~/build
echo 'orders-api 1.4.0' > ~/build/orders-api-1.4.0-mule-application.jar`,
});
