import { estateRepository } from '../estate-repository.ts';

/** A Maven repository: a web server over a folder, with `.sha1` files, that tells its port by a file. */
const SERVER = `
const { createHash } = require('node:crypto');
const { createServer } = require('node:http');
const { writeFileSync } = require('node:fs');
const server = createServer(({ url }, answer) => {
  const [, version] = /\\/com\\/acme\\/orders\\/orders-api\\/([^/]+)\\/.*[.]jar/.exec(url) ?? [];
  const bytes = 'orders-api ' + version;
  answer.end(url.endsWith('.sha1') ? createHash('sha1').update(bytes).digest('hex') : bytes);
});
server.listen(0, '127.0.0.1', () => writeFileSync('maven.port', String(server.address().port)));
`;

/** The release 1.2.0 runs, from Maven. */
export const stage = estateRepository({
  before: `
cd "$HOME"
node --eval "$MAVEN_SERVER" > maven.log 2>&1 &
until [ -s maven.port ]; do sleep 0.05; done
cd "$HOME/estate"
cat > orders-api.yaml <<EOF
apiVersion: muleteer/v1
kind: Application
metadata: { name: orders-api }
spec:
  target: { server: mule-1 }
  artifact:
    maven:
      repository: http://127.0.0.1:$(cat "$HOME/maven.port")/repository/releases
      groupId: com.acme.orders
      artifactId: orders-api
      version: 1.2.0
EOF
git add --all && git commit --quiet --message 'orders-api from Maven'
muleteer apply --yes`,
  env: { MAVEN_SERVER: SERVER },
});
