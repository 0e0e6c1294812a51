import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, test } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, servers } from '../support/manifests.ts';

const APP = `# the orders team, call 1234
apiVersion: muleteer/v1
kind: Application
metadata: { name: orders-api }
spec:
  target: { server: mule-1 }
  artifact: { file: './v1.jar' }   # bumped by a bot
  properties:
    http.port: "8081"
    url: "\${env:URL}"
`;
const ADDRESS = 'production/Application/orders-api@mule-1';

async function openRepository(app = APP): Promise<Bench> {
  const bench = await openBench();
  await bench.write({
    'a.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-2'), app),
    'v1.jar': '1',
    'v2.jar': '2',
  });
  await bench.clearLog();
  return bench;
}

async function textOf(bench: Bench): Promise<string> {
  return (await readFile(join(bench.folder, 'a.yaml'), 'utf8')).split('---\n').at(-1) ?? '';
}

afterEach(closeBenches);

describe('set', () => {
  it('changes one value, shows it as a diff, and asks nobody', async () => {
    const bench = await openRepository();
    const { code, stdout, stderr } = await bench.cli(['set', ADDRESS, 'spec.artifact.file=./v2.jar']);
    expect(`${code} ${stderr}`).toBe('0 ');
    expect(await textOf(bench)).toBe(APP.replace('./v1.jar', './v2.jar'));
    expect(stdout).toBe(`--- a/a.yaml
+++ b/a.yaml
@@ -23,7 +23,7 @@
 metadata: { name: orders-api }
 spec:
   target: { server: mule-1 }
-  artifact: { file: './v1.jar' }   # bumped by a bot
+  artifact: { file: './v2.jar' }   # bumped by a bot
   properties:
     http.port: "8081"
     url: "\${env:URL}"
`);
    expect(await bench.log()).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['spec.properties["http.port"]=9090', '"8081"', '"9090"'],
    ["spec.properties['http.port']=x: y", '"8081"', '"x: y"'],
    ['spec.properties["a.b"]=1.10', '    url: "${env:URL}"', '    url: "${env:URL}"\n    a.b: "1.10"'],
    ['spec.properties.url=${env:OTHER}', '${env:URL}', '${env:OTHER}'],
    ['spec.properties.url=', '"${env:URL}"', '""'],
    ['metadata.wave=3', 'name: orders-api }', 'name: orders-api, wave: 3 }'],
    [
      'metadata.labels={ team: pay, tier: "1" }',
      'orders-api }',
      'orders-api, labels: { team: pay, tier: "1" } }',
    ],
    ['metadata.labels.tier=1', 'orders-api }', 'orders-api, labels: { tier: "1" } }'],
    [
      'spec.desiredStatus=STOPPED',
      '    url: "${env:URL}"\n',
      '    url: "${env:URL}"\n  desiredStatus: STOPPED\n',
    ],
    ['spec.target={ server: mule-2 }', '{ server: mule-1 }', '{ server: mule-2 }'],
  ])('%s', async (assignment, from, to) => {
    const bench = await openRepository();
    const { code, stderr } = await bench.cli(['set', ADDRESS, assignment, '-q']);
    expect(`${code} ${stderr}`).toBe('0 ');
    expect(await textOf(bench)).toBe(APP.replace(from, () => to));
  });

  it('makes several changes as one, each by what it holds', async () => {
    const bench = await openRepository();
    const { code } = await bench.cli([
      'set',
      ADDRESS,
      'metadata.wave=2',
      'spec.properties["http.port"]=1',
      'metadata.labels.v=3',
    ]);
    expect(code).toBe(0);
    expect(await textOf(bench)).toBe(
      APP.replace('orders-api }', 'orders-api, wave: 2, labels: { v: "3" } }').replace('8081', '1'),
    );
  });

  it('writes nothing with --dry-run', async () => {
    const bench = await openRepository();
    const { code, stdout } = await bench.cli(['set', ADDRESS, 'spec.artifact.file=./v2.jar', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toContain("+  artifact: { file: './v2.jar' }");
    expect(await textOf(bench)).toBe(APP);
  });

  test.each<[string, string, RegExp]>([
    [
      ADDRESS,
      'spec.artifact.file=./v3.jar',
      /the file \.\/v3\.jar is not there.*a\.yaml:26:21[\s\S]*\.\/v3\.jar/,
    ],
    [ADDRESS, 'spec.desiredstatus=STOPPED', /unknown key desiredstatus[\s\S]*did you mean desiredStatus\?/],
    [ADDRESS, 'spec.target.server=mule-9', /mule-9/],
    [ADDRESS, 'artifact.file=./v2.jar', /artifact\.file=\.\/v2\.jar is not a PATH=VALUE/],
    [ADDRESS, 'spec.artifact.file', /is not a PATH=VALUE/],
    [
      'production/Application/orders-ap@mule-1',
      'metadata.wave=1',
      /no resource has the address[\s\S]*did you mean production\/Application\/orders-api@mule-1\?/,
    ],
  ])('%s %s is refused, and nothing is written', async (address, assignment, message) => {
    const bench = await openRepository();
    const { code, stderr, stdout } = await bench.cli(['set', address, assignment]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(await textOf(bench)).toBe(APP);
  });

  it('does not change what an anchor repeats elsewhere', async () => {
    const bench = await openRepository(
      APP.replace('{ file:', '{ file: &jar').replace('    url: "${env:URL}"\n', '    url: *jar\n'),
    );
    const before = await textOf(bench);
    const { code, stderr } = await bench.cli(['set', ADDRESS, 'spec.artifact.file=./v2.jar']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/the text of &jar is used in other places as well \(\*jar\)[\s\S]*a\.yaml:26/);
    expect(await textOf(bench)).toBe(before);
  });

  it('says which other resources the manifest stands for', async () => {
    const bench = await openRepository(
      APP.replace('target: { server: mule-1 }', 'targets: [{ server: mule-1 }, { server: mule-2 }]'),
    );
    const { code, stderr } = await bench.cli(['set', ADDRESS, 'spec.artifact.file=./v2.jar']);
    expect(code).toBe(0);
    expect(stderr).toContain('the manifest also stands for production/Application/orders-api@mule-2');
  });
});
