/** The files of a repository to begin with: one environment, two servers in a group, and what runs it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { valueText } from '../manifests/edit/scalar-text.ts';
import { manifestSchema } from '../manifests/schema-documents.ts';
import { MuleteerError } from '../model/errors.ts';
import type { CiSystem, Start } from './start.ts';
import { startingReadme } from './starting-readme.ts';

/** Path → text. */
export type Files = Readonly<Record<string, string>>;

/** The ready pipelines expect the manifests here. */
const ESTATE = 'estate';
const SCHEMA = '.muleteer/manifest.schema.json';

export function startingRepository(start: Start): Files {
  return {
    [`${ESTATE}/environment.yaml`]: environmentText(start),
    [`${ESTATE}/servers.yaml`]: SERVERS,
    [SCHEMA]: json(manifestSchema()),
    '.vscode/settings.json': json({
      'yaml.schemas': { [SCHEMA]: [`${ESTATE}/**/*.yaml`, `${ESTATE}/**/*.yml`, 'policies/**/*.yaml'] },
    }),
    '.vscode/extensions.json': json({ recommendations: ['redhat.vscode-yaml'] }),
    '.gitignore': 'node_modules/\nout/\n*.key\n.env\n',
    'README.md': startingReadme(start),
    ...pipelineFiles(start.ci),
  };
}

function environmentText({ target, organization, environment, controlPlane }: Start): string {
  const spec = {
    ...(controlPlane === null ? {} : { controlPlane }),
    organization,
    environment,
  };
  const lines = Object.entries(spec).map(([key, value]) => `  ${key}: ${valueText(value, 'block')}\n`);
  return `# The Anypoint environment that the manifests in this folder belong to.
apiVersion: muleteer/v1
kind: Environment
metadata: { name: ${valueText(target, 'flow')} }
spec:
${lines.join('')}  credentials: { clientId: "\${env:ANYPOINT_CLIENT_ID}", clientSecret: "\${env:ANYPOINT_CLIENT_SECRET}" }
`;
}

const SERVERS = `# Examples: put your own servers in their place. One that is not registered yet waits, and \`muleteer register\` prints
# the command for its host.
apiVersion: muleteer/v1
kind: Server
metadata: { name: mule-1 }
---
apiVersion: muleteer/v1
kind: Server
metadata: { name: mule-2 }
---
apiVersion: muleteer/v1
kind: ServerGroup
metadata: { name: example-group }
spec:
  servers: [mule-1, mule-2]
`;

/** The ready pipelines, which come with the package, where each system looks for them. */
function pipelineFiles(ci: CiSystem): Files {
  switch (ci) {
    case 'github':
      return Object.fromEntries(
        ['plan.yml', 'apply.yml', 'drift.yml'].map((name) => [
          `.github/workflows/${name}`,
          example(`github/${name}`),
        ]),
      );
    case 'gitlab':
      return {
        '.gitlab-ci.yml': example('gitlab/.gitlab-ci.yml'),
        'ci/merge-request.mjs': example('gitlab/merge-request.mjs'),
      };
    case 'none':
      return {};
  }
}

function example(name: string): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'examples/ci', name);
    if (existsSync(path)) return readFileSync(path, 'utf8');
  }
  throw new MuleteerError('usage', `the example ${name} is not beside the program`, {
    hint: 'install the whole package, or use --ci none',
  });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
