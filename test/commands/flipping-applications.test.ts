/** An application that git declares, and that a pipeline of its own deploys, too. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../notify/receiver.ts';
import { Lab } from '../sandbox/support.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { APPLICATIONS, fault } from '../support/estate.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { startService, stopServices } from '../support/service.ts';

afterEach(async () => {
  await stopServices();
  await closeBenches();
});

const RECORD = ['--record', 'file:record'];

interface Deployed {
  readonly bench: Bench;
  readonly receiver: Receiver;
  readonly env: Readonly<Record<string, string>>;
  declare(level: string): Promise<void>;
  /** What the pipeline does, each time that it runs. */
  pipeline(): Promise<void>;
}

async function openDeployed(): Promise<Deployed> {
  const receiver = await startReceiver();
  const bench = await openBench();
  const environment = `${ENVIRONMENT}  notify: [{ webhook: "\${env:HOOK}" }]\n`;
  const declare = async (level: string): Promise<void> => {
    const properties = `{ db.password: "\${env:PASSWORD}", level: ${level} }`;
    const spec = `{ target: { server: mule-1 }, artifact: { file: ./a.jar }, properties: ${properties} }`;
    const app = manifest('Application', 'pay-api', spec);
    await bench.write({ 'all.yaml': documents(environment, servers('mule-1'), app), 'a.jar': 'from git' });
  };
  await declare('info');
  const lab = new Lab(bench.sandbox);
  await lab.signIn();
  return {
    bench,
    receiver,
    env: { HOOK: receiver.url, PASSWORD: 'a-secret-word' },
    declare,
    async pipeline() {
      await bench.settle();
      const { body } = await lab.arm('GET', '/applications');
      const file = { name: 'b.jar', contents: 'from the pipeline' };
      await lab.upload('PATCH', `/applications/${body.data[0].id}`, {}, file);
      await bench.settle();
      await bench.clearLog();
    },
  };
}

it('keeps the bytes of the pipeline, in a service that is restarted in between, and tells no secret', async () => {
  const { bench, receiver, env, pipeline } = await openDeployed();
  const serve = () => startService(bench, { args: RECORD, env, listen: '127.0.0.1:0' });
  let service = serve();
  await service.turned(1);
  const fates: string[] = [];
  for (const round of [1, 2, 3, 4]) {
    await pipeline();
    if (round % 2 === 0) {
      service.stop();
      await service.ended;
      service = serve();
      await service.turned(1);
    } else {
      const before = service.turns().length;
      await service.clock.advance(1.1 * 300_000);
      await service.turned(before + 1);
    }
    fates.push((await bench.writes()).length > 0 ? 'healed' : 'left');
  }
  expect(fates).toEqual(['healed', 'healed', 'left', 'left']);
  const told = receiver.told().filter(({ event }) => event === 'drift');
  expect(told).toHaveLength(1);
  await service.until((lines) => lines.some(({ url }) => url !== undefined));
  const url = service.lines.find((line) => line.url !== undefined)?.url ?? '';
  const status = await (await fetch(`${url}/api/status`)).text();
  const message = expect.stringMatching(/^spec\.artifact flips: somebody made it sha1 \w{8} 3 times/);
  const waits = [{ reason: 'flip', message, until: expect.any(String) }];
  expect(JSON.parse(status).targets[0].waits).toMatchObject(waits);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(
    'muleteer_flipping_fields{target="production"} 1',
  );
  const page = await (await fetch(`${url}/?target=production`)).text();
  expect(page).toContain('spec.artifact flips');
  const record = await readFile(join(bench.folder, 'record/production.json'), 'utf8');
  expect(record).toContain('"flips"');
  const everywhere = [JSON.stringify(told), JSON.stringify(service.lines), status, page, record].join('\n');
  expect(everywhere).not.toContain('a-secret-word');
});

it.each([
  ['is refused', { type: 'respond', status: 400, body: { message: 'no' } }],
  ['gets no answer', { type: 'drop', when: 'before' }],
])('tells of it once also where something else of the same turn %s', async (_, action) => {
  const { bench, receiver, env, declare, pipeline } = await openDeployed();
  const turn = () => bench.cli(['reconcile', '--once', ...RECORD], { env });
  expect(await turn()).toMatchObject({ code: 0 });
  for (const _ of [1, 2]) {
    await pipeline();
    expect(await turn()).toMatchObject({ code: 0 });
  }
  await pipeline();
  await declare('debug');
  await fault(bench, { method: 'PATCH', path: APPLICATIONS }, action, 100);
  expect((await turn()).code).not.toBe(0);
  await bench.control('DELETE', 'faults');
  expect(
    receiver
      .told()
      .map(({ event }) => event)
      .slice(-2)
      .sort(),
  ).toEqual(['drift', 'failure']);
  await bench.clearLog();
  expect(await turn()).toMatchObject({ code: 0 });
  const [patch] = (await bench.log()).filter(({ method }) => method === 'PATCH');
  expect(JSON.stringify(patch?.body)).toMatch(/configuration.*b\.jar/);
  expect(receiver.told().filter(({ event }) => event === 'drift')).toHaveLength(1);
});
