/** SIGTERM, whatever the service is at: it ends inside ten seconds, or with the call that is on its way. */
import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { git } from '../git/work-trees.ts';
import { type Bench, closeBenches } from '../support/bench.ts';
import { SERVER_GROUPS } from '../support/estate.ts';
import { startHttpServer } from '../support/http-server.ts';
import { type Hook, startRelay } from '../support/relay.ts';
import { startCommand } from './command-process.ts';
import { commit, folderBeside, groupFiles, openWorkTree, publishBench } from './git-bench.ts';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';

afterEach(closeBenches);

/** Each starts two or three processes. */
const LIMIT_MS = 120_000;
const INSIDE_MS = 10_000;

/** A work tree with one group, whose control plane answers as the hook says. */
async function openBehind(hook: Hook): Promise<Bench> {
  const bench = await openWorkTree(1);
  const relay = await startRelay(bench.sandbox.url, hook);
  const files = groupFiles(1);
  await commit(bench, { 'env.yaml': String(files['env.yaml']).replaceAll('$URL', relay.url) });
  return bench;
}

/** Its exit code, once it has ended in time. */
async function terminated({
  child,
  ended,
}: {
  readonly child: ServiceProcess['child'];
  readonly ended: Promise<unknown>;
}): Promise<unknown> {
  const started = performance.now();
  child.kill('SIGTERM');
  const code = await ended;
  expect(performance.now() - started).toBeLessThan(INSIDE_MS);
  return code;
}

/** A moment that somebody else says has come. */
function moment(): { readonly come: Promise<void>; tell(): void } {
  let tell = (): void => {};
  const come = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { come, tell: () => tell() };
}

describe('a service that is told to stop', { timeout: LIMIT_MS }, () => {
  it('gives up what it reads from a server that does not answer', async () => {
    const asked = moment();
    const bench = await openBehind(({ path }) => {
      if (!path.endsWith('/servers')) return undefined;
      asked.tell();
      return new Promise(() => {});
    });
    const service = startServiceProcess(bench);
    await asked.come;
    expect(await terminated(service)).toBe(130);
    expect(await bench.writes()).toEqual([]);
  });

  it('waits for the call on its way, remembers it, and has nothing to complain of', async () => {
    let service: ServiceProcess | null = null;
    const bench = await openBehind(async ({ method, path }) => {
      if (method !== 'POST' || path !== SERVER_GROUPS || service === null) return undefined;
      service.child.kill('SIGTERM');
      await service.line(({ msg }) => msg === 'stopping');
      return undefined;
    });
    const origin = publishBench(bench);
    const cwd = folderBeside('service');
    mkdirSync(cwd);
    const args = ['--repo', origin, '--record-remote', 'origin'];
    service = startServiceProcess(bench, { args, cwd });
    // Its one call is all that there was to do: nothing was cut short.
    expect([0, 130]).toContain(await service.ended);
    expect(await bench.writes()).toEqual([`POST ${SERVER_GROUPS}`]);
    expect(git(origin, 'show', 'refs/muleteer/applied/production:run.json')).toContain('"done": [\n    "sha');
    expect(service.lines.filter(({ msg }) => msg.includes('the history of'))).toEqual([]);
  });

  it('hangs up on those who watch, and on a hook that does not end', async () => {
    const bench = await openWorkTree(1);
    const env = { MULETEER_WEBHOOK_SECRET: 'a-secret-of-32-characters-or-more' };
    const service = startServiceProcess(bench, { env, listen: '127.0.0.1:0' });
    const { url = '' } = await service.line((line) => line.url !== undefined);
    await service.line(({ outcome }) => outcome === 'applied');
    const events = (await fetch(`${url}/api/events`)).body?.getReader();
    await events?.read();
    const hook = connect(Number(new URL(url).port), '127.0.0.1');
    hook.on('error', () => {});
    const hungUp = new Promise<void>((resolve) => hook.once('close', () => resolve()));
    await new Promise((resolve) =>
      hook.write('POST /hooks/git HTTP/1.1\r\nhost: localhost\r\ncontent-le', resolve),
    );
    // What came before this has arrived.
    await fetch(`${url}/healthz`);
    expect(await terminated(service)).toBe(0);
    await hungUp;
    let last = await events?.read().catch(() => ({ done: true }));
    while (last?.done === false) last = await events?.read().catch(() => ({ done: true }));
    expect(last?.done).toBe(true);
  });

  it('takes no revision any more that it has just begun to read', async () => {
    const bench = await openWorkTree(1);
    const service = startServiceProcess(bench, { listen: '127.0.0.1:0' });
    await service.line((line) => line.url !== undefined);
    expect(await terminated(service)).toBe(0);
    expect(service.lines.at(-1)?.msg).toBe('stopped');
  });

  it('leaves a git that gets no answer', async () => {
    const asked = moment();
    const silent = await startHttpServer(() => {
      asked.tell();
      return new Promise(() => {});
    });
    const bench = await openWorkTree(0);
    const service = startServiceProcess(bench, {
      args: ['--repo', `${silent.url}/estate.git`, '--record', 'none'],
    });
    await asked.come;
    expect(await terminated(service)).toBe(0);
  });

  it('leaves a turn whose record is at a remote that gets no answer, and says that it was cut short', async () => {
    const asked = moment();
    const silent = await startHttpServer(() => {
      asked.tell();
      return new Promise(() => {});
    });
    const bench = await openWorkTree(1);
    git(bench.folder, 'remote', 'add', 'origin', `${silent.url}/estate.git`);
    const service = startServiceProcess(bench, { args: ['--record-remote', 'origin'] });
    await asked.come;
    expect(await terminated(service)).toBe(130);
    expect(await bench.writes()).toEqual([]);
  });

  it('leaves at once when it is told again', async () => {
    let service: ServiceProcess | null = null;
    const bench = await openBehind(async ({ method, path }) => {
      if (method !== 'POST' || path !== SERVER_GROUPS || service === null) return undefined;
      service.child.kill('SIGINT');
      await service.line(({ msg }) => msg === 'stopping');
      service.child.kill('SIGINT');
      return new Promise(() => {});
    });
    service = startServiceProcess(bench);
    expect(await service.ended).toBe(130);
    expect(service.lines.at(-1)?.msg).not.toBe('stopped');
  });
});

describe('a job that is told to stop', { timeout: LIMIT_MS }, () => {
  it.each([
    ['the repository', ['reconcile', '--once', '--repo', '$SILENT', '--record', 'none']],
    ['the record, in a turn', ['reconcile', '--once', '--record-remote', 'origin']],
    ['the record, in a plan', ['plan', '--record-remote', 'origin']],
  ])('leaves a git that gets no answer about %s', async (_, args) => {
    const asked = moment();
    const silent = await startHttpServer(() => {
      asked.tell();
      return new Promise(() => {});
    });
    const bench = await openWorkTree(1);
    const remote = `${silent.url}/estate.git`;
    git(bench.folder, 'remote', 'add', 'origin', remote);
    const { child, ended } = startCommand(
      args.map((arg) => arg.replace('$SILENT', remote)),
      bench.folder,
    );
    await asked.come;
    expect(await terminated({ child, ended })).toMatchObject({
      code: 130,
      stderr: expect.not.stringContaining('at '),
    });
    expect(await bench.writes()).toEqual([]);
  });
});
