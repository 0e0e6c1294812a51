import { manifest } from '../../../../support/manifests.ts';
import { estateRepository } from '../../estate-repository.ts';

const ORDERS = `
  target: { server: mule-1 }
  artifact: { file: ./orders-api-1.2.0.jar }
  properties:
    db.password: "\${env:DB_PASSWORD}"`;

/** Stand-ins that know one secret, and that say what is asked wrongly. */
export const stage = estateRepository({
  files: {
    'orders-api.yaml': manifest('Application', 'orders-api', ORDERS),
    'orders-api-1.2.0.jar': 'orders-api 1.2.0',
    'orders-api-1.3.0.jar': 'orders-api 1.3.0',
    'secrets.enc.json': '{ "DB_PASSWORD": "ENC[AES256_GCM,data:c2VjcmV0,type:str]" }\n',
  },
  env: { MULETEER_RECORD_KEY: 'a-key-of-sixteen-letters-or-more' },
  meanwhile: {
    'the-password-is-rotated': 'export ORDERS_DB_PASSWORD=another-one-of-the-orders',
    'vault-is-sealed': 'export VAULT_SEALED=yes',
  },
  programs: {
    vault: `case "$*" in
      'kv get -field=db_password secret/orders')
        [ -z "$VAULT_SEALED" ] || { echo 'Error reading secret/data/orders: Vault is sealed' >&2; exit 2; }
        echo "\${ORDERS_DB_PASSWORD:-hunter2-of-the-orders}" ;;
      'agent -config=agent.hcl -exit-after-auth')
        mkdir -p "$HOME/secrets" && echo "\${ORDERS_DB_PASSWORD:-hunter2-of-the-orders}" > "$HOME/secrets/orders-db" ;;
      *) echo "vault $*: not expected" >&2; exit 1 ;;
    esac`,
    sops: `case "$1 $2" in
      'exec-env secrets.enc.json') DB_PASSWORD=hunter2-of-the-orders exec sh -c "$3" ;;
      '-d --extract') [ "$3 $4" = '["DB_PASSWORD"] secrets.enc.json' ] && echo hunter2-of-the-orders ;;
      *) echo "sops $*: not expected" >&2; exit 1 ;;
    esac`,
  },
});
