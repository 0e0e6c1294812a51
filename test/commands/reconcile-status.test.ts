/** What a running service shows of itself, over HTTP: `test/serve` has the rest, without a loop. */
import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { git } from '../git/work-trees.ts';
import { expectWholeStatus } from '../serve/status-schema.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { GROUP, SERVER_GROUPS } from '../support/estate.ts';
import { documents, ENVIRONMENT, servers } from '../support/manifests.ts';
import { type Service, startService, stopServices } from '../support/service.ts';
import { ADA, commit } from './git-bench.ts';

afterEach(async () => {
  await stopServices();
  await closeBenches();
});

const SECRET = 'a-secret-of-32-characters-or-more';

interface Shown {
  readonly service: Service;
  readonly url: string;
  status(): Promise<Status>;
}

interface Status {
  readonly revision: { readonly subject: string | null } | null;
  readonly broken: { readonly problems: number } | null;
  readonly targets: readonly {
    readonly name: string;
    readonly sync: string;
    readonly resources: readonly { readonly address: string; readonly members: readonly string[] }[];
    readonly history: readonly object[];
    readonly last: { readonly trigger: string; readonly outcome: string } | null;
  }[];
}

async function serve(bench: Bench): Promise<Shown> {
  const env = { ...ADA, MULETEER_WEBHOOK_SECRET: SECRET };
  const service = startService(bench, { env, listen: '127.0.0.1:0' });
  await service.until((lines) => lines.some(({ url }) => url !== undefined));
  const url = service.lines.find((line) => line.url !== undefined)?.url ?? '';
  return {
    service,
    url,
    async status() {
      const status = (await (await fetch(`${url}/api/status`)).json()) as Status;
      expectWholeStatus(status);
      return status;
    },
  };
}

async function openWorkTree(): Promise<Bench> {
  const bench = await openBench();
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  await commit(bench, { 'env.yaml': documents(ENVIRONMENT, servers('mule-1')), 'group.yaml': GROUP });
  return bench;
}

function push(url: string, secret = SECRET): Promise<Response> {
  const body = JSON.stringify({ ref: 'refs/heads/main', after: '7f3a9c1' });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': `${secret.length}`,
    'x-hub-signature-256': `sha256=${signature}`,
  };
  return fetch(`${url}/hooks/git`, { method: 'POST', headers, body });
}

describe('a service', () => {
  it('shows each target, its last turn, and who applied', async () => {
    const { service, url, status } = await serve(await openWorkTree());
    await service.turned(1);
    // It is read after the turn, and shown when it is there.
    while ((await status()).targets[0]?.history.length !== 1);
    expect(await status()).toMatchObject({
      revision: { subject: 'change', dirty: false },
      broken: null,
      targets: [{ name: 'production', sync: 'in_sync', last: { trigger: 'start', outcome: 'applied' } }],
    });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('muleteer_turns_total{target="production",outcome="applied"} 1');
    expect(metrics).toMatch(/muleteer_requests_total\{method="POST",status="20\d"\} [1-9]/);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('looks again when somebody pushed, and not when somebody only says so', async () => {
    const bench = await openWorkTree();
    const { service, url, status } = await serve(bench);
    await service.turned(1);
    await bench.clearLog();
    expect((await push(url, 'another-secret-of-some-length')).status).toBe(401);
    expect((await push(url)).status).toBeLessThan(300);
    await service.turned(2);
    expect(service.turns()).toEqual(['production start applied', 'production hook in_sync']);
    expect(await bench.writes()).toEqual([]);
    // As whole as when something was done.
    expect((await status()).targets[0]?.resources).toMatchObject([
      { address: 'production/Server/mule-1', members: [] },
      { address: 'production/ServerGroup/payments', members: ['production/Server/mule-1'], sync: 'in_sync' },
    ]);
  });

  it('says that newer manifests are broken, and goes on with the good ones', async () => {
    const bench = await openWorkTree();
    const { service, status } = await serve(bench);
    await service.turned(1);
    await commit(bench, { 'group.yaml': GROUP.replace('servers', 'severs') });
    await service.changed();
    await service.until((lines) => lines.some(({ msg }) => msg.startsWith('the manifests are broken')));
    expect(await status()).toMatchObject({
      broken: { problems: 1, code: 'unknown_key', at: 'group.yaml:4:9' },
      targets: [{ name: 'production' }],
    });
    expect(await bench.writes()).toEqual([`POST ${SERVER_GROUPS}`]);
  });
});
