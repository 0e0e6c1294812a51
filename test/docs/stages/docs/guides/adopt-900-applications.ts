import type { Stage } from '../../../stage.ts';

const TEAMS = ['billing', 'orders', 'partners', 'payments', 'stock'];
const EACH = Array.from({ length: 180 }, (_, index) => String(index + 1).padStart(3, '0'));

/** An environment of five teams: a server group and a cluster of two servers each, and 180 applications. */
export const stage: Stage = {
  world: {
    organizations: [{ name: 'Acme', environments: [{ name: 'Production', type: 'production' }] }],
    servers: TEAMS.flatMap((team) => [1, 2, 3, 4].map((number) => ({ name: `${team}-${number}` }))),
    serverGroups: TEAMS.map((team) => ({ name: `${team}-group`, servers: [`${team}-1`, `${team}-2`] })),
    clusters: TEAMS.map((team) => ({
      name: `${team}-cluster`,
      multicast: true,
      servers: [`${team}-3`, `${team}-4`],
    })),
    applications: TEAMS.flatMap((team) =>
      EACH.map((number, index) => ({
        name: `${team}-${number}`,
        target: index % 2 === 0 ? `${team}-group` : `${team}-cluster`,
        fileName: `${team}-${number}-1.0.0.jar`,
        contents: `${team}-${number} 1.0.0`,
      })),
    ),
  },
  env: { MULETEER_RECORD_KEY: 'a-key-of-sixteen-letters-or-more' },
  before: `
unset MMC_URL MMC_USERNAME MMC_PASSWORD
git init --quiet
mkdir -p ~/build
echo 'orders-001 1.1.0' > ~/build/orders-001-1.1.0.jar
echo 'orders-003 1.1.0' > ~/build/orders-003-1.1.0.jar`,
};
