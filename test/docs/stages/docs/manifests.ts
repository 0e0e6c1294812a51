import { manifest } from '../../../support/manifests.ts';
import { estateRepository } from '../estate-repository.ts';

const ORDERS = `{
  target: { server: mule-1 },
  artifact: { file: ./a.jar },
  properties: { db.password: "\${env:DB_PASSWORD}", api.key: "\${env:API_KEY}" },
}`;

/** An application whose secrets come from two stand-ins. */
export const stage = estateRepository({
  files: { 'orders.yaml': manifest('Application', 'orders-api', ORDERS), 'a.jar': 'bytes' },
  programs: {
    vault: '[ "$*" = "kv get -field=password secret/orders" ] && echo hunter2',
    sops: '[ "$1 $2" = "exec-env secrets.json" ] && API_KEY=hunter3 exec sh -c "$3"',
  },
});
