/** What the documents show is right: their manifests are valid, and their links lead somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  'examples/deploy/README.md',
  'examples/manifests/README.md',
  'examples/policies/README.md',
];

function read(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8');
}

/** The YAML blocks of a document that are whole manifests. */
function manifestsIn(document: string): readonly string[] {
  return [...read(document).matchAll(/^```yaml\n(apiVersion:[\s\S]*?)^```$/gm)].map(([, text = '']) => text);
}

afterEach(closeBenches);

describe('the documents', () => {
  test.each([
    ['README.md', documents('')],
    ['docs/notifications.md', documents('')],
    ['docs/manifests.md', servers('mule-a2', 'mule-c1', 'mule-c2')],
    [
      'docs/adopting.md',
      documents(
        ENVIRONMENT,
        servers('mule-c1'),
        manifest('Cluster', 'orders-cluster', '{ multicast: true, servers: [mule-c1] }'),
      ),
    ],
  ])('%s shows valid manifests', async (document, others) => {
    const bench = await openBench();
    const shown = manifestsIn(document);
    expect(shown.length).toBeGreaterThan(0);
    await bench.write({
      ...Object.fromEntries(shown.map((text, index) => [`shown-${index}.yaml`, text])),
      'others.yaml': others,
      'corporate-ca.pem': '',
      'orders-api-1.2.0-mule-application.jar': '',
      'artifacts/orders-api-1.2.0-mule-application.jar': '',
    });
    const { code, stderr } = await bench.cli(['validate', '-q'], {
      env: {
        DB_PASSWORD: 'x',
        PROD_CLIENT_ID: 'x',
        MMC_USER: 'x',
        MMC_PASS: 'x',
        SLACK_WEBHOOK: 'https://hooks.slack.com/x',
        DEPLOYS_KEY: 'x',
      },
    });
    expect(`${code} ${stderr}`).toBe('0 ');
  });

  test('docs/policies.md shows valid policies and approvals', async () => {
    const bench = await openBench();
    const shown = manifestsIn('docs/policies.md');
    expect(shown.length).toBeGreaterThan(3);
    const folderOf = (text: string) =>
      text.includes('kind: Approval') ? 'policies/approvals/restart-' : 'policies/';
    await bench.write({
      'production.yaml': documents(ENVIRONMENT),
      ...Object.fromEntries(shown.map((text, index) => [`${folderOf(text)}${index}.yaml`, text])),
    });
    const { code, stderr } = await bench.cli(['validate']);
    expect(`${code} ${stderr}`).toBe('0 ');
  });

  test('docs/environments.md shows a base and an environment of it', async () => {
    const bench = await openBench();
    const shown = [
      ...read('docs/environments.md').matchAll(/^```yaml\n# (\S+)\n(apiVersion:[\s\S]*?)^```$/gm),
    ];
    expect(shown.map(([, path]) => path)).toHaveLength(3);
    await bench.write({
      ...Object.fromEntries(shown.map(([, path = '', text = '']) => [path, text])),
      'artifacts/orders-api-1.2.0-mule-application.jar': '',
    });
    const { code, stdout, stderr } = await bench.cli(['render', 'production']);
    expect(`${code} ${stderr}`).toBe('0 ');
    expect(stdout).toContain('\n# base/orders-api.yaml:1, patched by production/environment.yaml:12\n');
    expect(stdout).toContain('log.level: WARN');
  });

  test.each(DOCUMENTS)('%s: its links lead somewhere', (document) => {
    const links = [...read(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    const missing = local.filter((link) => !existsSync(join(ROOT, dirname(document), link)));
    expect(missing).toEqual([]);
  });
});
