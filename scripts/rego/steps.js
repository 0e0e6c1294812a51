// What is done to the example, and what examples/policies/rego says to the plan of it.
const HEAD = 'apiVersion: muleteer/v1';
const servers = (...names) =>
  names.map((name) => `${HEAD}\nkind: Server\nmetadata: { name: ${name} }\n`).join('---\n');
const group = (name, permissions) =>
  `${HEAD}\nkind: UserGroup\nmetadata: { name: ${name} }\nspec: { permissions: [${permissions}] }\n`;
const application = (properties) => `${HEAD}
kind: Application
metadata: { name: orders-api, labels: { team: x } }
spec:
  target: { cluster: orders-cluster }
  artifact: { file: ./artifacts/orders-api-1.2.0-mule-application.jar }
  properties: ${properties}
`;

const ORDERS = 'teams/x/orders-api.yaml';

export const steps = [
  { name: 'everything is new', files: {}, deny: [], warn: [] },
  { name: 'nothing changes', files: {}, deny: [], warn: [] },
  {
    name: 'a cluster is deleted',
    files: {
      'servers.yaml': servers('mule-1', 'mule-2', 'mule-3'),
      [ORDERS]: '',
    },
    deny: ['production/Cluster/orders-cluster must not be deleted'],
    warn: [],
  },
  {
    name: 'a server is unregistered',
    files: {
      'more.yaml': `${HEAD}\nkind: Removed\nmetadata: { name: bye, environment: production }\nspec: { resource: Server/mule-4, action: delete, reason: gone }\n`,
    },
    deny: ['production/Server/mule-4 must not be deleted'],
    warn: [],
  },
  {
    name: 'a cluster is replaced',
    files: {
      'servers.yaml': `${servers('mule-1', 'mule-2', 'mule-3')}---\n${HEAD}\nkind: Cluster\nmetadata: { name: orders-cluster }\nspec: { multicast: true, servers: [mule-1, mule-2] }\n`,
    },
    deny: ['production/Cluster/orders-cluster must not be deleted'],
    warn: [],
  },
  {
    name: 'a group gets a permission',
    files: { 'user-groups.yaml': group('Deployers', 'DEPLOYMENT_READ, MANAGE_USERS') },
    deny: ['mmc/UserGroup/Deployers gets MANAGE_USERS'],
    warn: [],
  },
  {
    name: 'new groups with and without it',
    files: { 'more.yaml': [group('Owners', 'MANAGE_USERS'), group('Readers', 'VIEW_ALERTS')].join('---\n') },
    deny: ['mmc/UserGroup/Owners gets MANAGE_USERS'],
    warn: [],
  },
  {
    name: 'a password in plain text',
    files: { [ORDERS]: application('{ db.password: tiger }') },
    deny: ['production/Application/orders-api@orders-cluster has db.password in plain text'],
    warn: [],
  },
  {
    name: 'a password from the environment',
    files: { [ORDERS]: application('{ db.password: "${env:DB_PASSWORD}" }') },
    deny: [],
    warn: [],
  },
  {
    name: 'four updates at once',
    files: {
      'user-groups.yaml': group('Deployers', 'DEPLOYMENT_READ'),
      'more.yaml': ['Administrators', 'Server Administrators']
        .map(
          (name) => `${HEAD}\nkind: UserGroup\nmetadata: { name: ${name} }\nspec: { description: another }\n`,
        )
        .join('---\n'),
      [ORDERS]: application('{ http.port: "8082" }'),
    },
    deny: [],
    warn: ['4 resources are updated at once'],
  },
];
