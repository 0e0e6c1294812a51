import { estateRepository } from '../../estate-repository.ts';

export const stage = estateRepository({
  sandbox: 'none',
  env: { ANYPOINT_CLIENT_ID: 'sandbox', ANYPOINT_CLIENT_SECRET: 'sandbox' },
  before: `
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj '/CN=Acme Root CA' -keyout ~/ca.key -out ~/acme-root-ca.pem 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=anypoint' -keyout ~/server.key -out ~/server.csr 2>/dev/null
printf 'subjectAltName=IP:127.0.0.1,DNS:localhost' > ~/san
openssl x509 -req -in ~/server.csr -CA ~/acme-root-ca.pem -CAkey ~/ca.key -CAcreateserial -days 3650 -extfile ~/san -out ~/server.pem 2>/dev/null
`,
});
