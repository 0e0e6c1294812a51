/** What becomes of an update after which an application does not become healthy. */
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { fault } from '../support/estate.ts';
import { forward } from '../support/relay.ts';
import { FIRST, openRollout, orders, type Rollout, SECOND } from '../support/rollouts.ts';

afterEach(closeBenches);

const UP = ['STARTED', 'STARTED', 'STARTED'];
const OLD = { artifact: 'v1.jar', members: UP, properties: { env: 'one' } };
const NEW = { artifact: 'v2.jar', members: UP, properties: { env: 'two' } };

/** The second version is declared, and fails on one of the three members. */
async function openFailing(...args: Parameters<typeof openRollout>): Promise<Rollout> {
  const rollout = await openRollout(...args);
  await rollout.declare(SECOND);
  await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
  return rollout;
}

async function changedFields(rollout: Rollout): Promise<readonly string[]> {
  const { resource_changes: changes } = await rollout.plan();
  return changes.flatMap(({ fields }) => fields.map(({ path, cause }) => `${path} ${cause}`));
}

describe('a new artifact that fails on one of three members', () => {
  it('gives way to the old one, and the next plan says what still differs from git', async () => {
    const rollout = await openFailing();
    const { code, json, fates, stderr } = await rollout.report();
    expect(code).toBe(5);
    expect(fates).toEqual(['c1 failed', 'c2 done']);
    expect(json.outcomes[0]?.error).toBe('DEPLOYMENT_FAILED on mule-2: no port; rolled back by c2');
    expect(json.complete).toBe(false);
    expect(stderr).toContain('c2 production/Application/orders-api@orders: roll back to v1.jar');
    expect(await rollout.sent()).toEqual(['GET /artifact 200', 'PATCH  200', 'PATCH  200']);
    expect(await rollout.live()).toEqual(OLD);

    const next = await rollout.plan();
    expect(next.resource_changes).toMatchObject([{ change: { actions: ['update'] }, cause: 'intent' }]);
    expect(await changedFields(rollout)).toEqual(['spec.artifact intent', 'spec.properties intent']);
  });

  it('is tried again by the next apply, and then all is as declared', async () => {
    const rollout = await openFailing();
    expect((await rollout.apply()).code).toBe(5);
    await rollout.bench.control('DELETE', 'deployments/fail');
    expect((await rollout.apply()).code).toBe(0);
    expect(await rollout.live()).toEqual(NEW);
    expect((await rollout.plan()).calls).toEqual([]);
  });

  it('is nothing to git any more once it is reverted', async () => {
    const rollout = await openFailing();
    expect((await rollout.apply()).code).toBe(5);
    await rollout.declare(FIRST);
    expect(await rollout.plan()).toMatchObject({ resource_changes: [], calls: [] });
  });

  it('is said at the end, too', async () => {
    const rollout = await openFailing();
    const { stdout } = await rollout.apply();
    expect(stdout).toContain('✗ c1 production/Application/orders-api@orders');
    expect(stdout).toMatch(
      /Applied, but 1 application did not become healthy: 0 of 1 call done .*; 1 rolled back\n$/,
    );
  });

  it('leaves other applications alone', async () => {
    const rollout = await openRollout();
    const stock = orders({ ...SECOND, rollout: null }, 'stock-api');
    await rollout.declare(SECOND, stock);
    await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
    const { code, fates } = await rollout.report();
    expect([code, ...fates]).toEqual([5, 'c1 failed', 'c2 done', 'c3 done']);
    expect(await rollout.live()).toEqual(OLD);
    expect(await rollout.live('stock-api')).toEqual(NEW);
    const { resource_changes: changes } = await rollout.plan();
    expect(changes.map(({ address }) => address)).toEqual(['production/Application/orders-api@orders']);
  });

  it('stays where the manifest does not ask for the old one', async () => {
    const rollout = await openRollout({ rollout: null });
    await rollout.declare({ ...SECOND, rollout: '{ onFailure: stop }' });
    await rollout.fails({ server: 'mule-2' });
    const { code, fates } = await rollout.report();
    expect([code, ...fates]).toEqual([5, 'c1 failed']);
    expect(await rollout.live()).toMatchObject({ artifact: 'v2.jar', properties: { env: 'two' } });
  });

  it('holds up what waits for it', async () => {
    const rollout = await openRollout();
    await rollout.declare({ ...SECOND, status: 'STOPPED' });
    await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
    const { code, fates } = await rollout.report();
    expect([code, ...fates]).toEqual([4, 'c1 failed', 'c2 done', 'c3 skipped']);
    expect(await rollout.live()).toEqual(OLD);
  });

  it('is stopped again where the old one was', async () => {
    const rollout = await openRollout({ status: 'STOPPED' });
    await rollout.declare({ ...SECOND, status: 'STOPPED' });
    await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
    const { fates } = await rollout.report();
    expect(fates).toEqual(['c1 failed', 'c2 done', 'c3 done', 'c4 skipped']);
    expect(await rollout.live()).toEqual({ ...OLD, members: ['STOPPED', 'STOPPED', 'STOPPED'] });
  });
});

it('puts back properties alone', async () => {
  const rollout = await openRollout();
  await rollout.declare({ properties: '{ env: two, more: x }' });
  await rollout.fails({ server: 'mule-2', times: 1 });
  expect((await rollout.apply()).code).toBe(5);
  expect(await rollout.live()).toEqual(OLD);
  expect(await changedFields(rollout)).toEqual(['spec.properties intent']);
});

it('puts back the coordinates of an asset', async () => {
  const asset = (version: string) =>
    `{ exchange: { groupId: a1b2c3d4-0000-4000-8000-000000000001, artifactId: orders-api, version: ${version} } }`;
  const exchange = ['1.0.0', '2.0.0'].map((version) => ({
    artifactId: 'orders-api',
    version,
    contents: version,
  }));
  const rollout = await openRollout({ artifact: asset('1.0.0') }, { world: { exchange } });
  await rollout.declare({ artifact: asset('2.0.0') });
  await rollout.fails({ server: 'mule-2', fileName: 'orders-api-2.0.0-mule-application.jar' });
  expect((await rollout.apply()).code).toBe(5);
  expect(await rollout.sent()).toEqual(['PATCH /artifact 200', 'PATCH /artifact 200']);
  expect(await rollout.live()).toEqual({ ...OLD, artifact: 'orders-api-1.0.0-mule-application.jar' });
  expect(await changedFields(rollout)).toEqual(['spec.artifact intent']);
});

it('needs nothing where the update is well, and leaves no bytes behind', async () => {
  const rollout = await openRollout();
  await rollout.declare(SECOND);
  const kept = join(rollout.bench.folder, 'kept');
  await mkdir(kept);
  const { code, json, fates } = await rollout.report({ env: { TMPDIR: kept } });
  expect([code, json.complete, ...fates]).toEqual([0, true, 'c1 done', 'c2 skipped']);
  expect(json.outcomes[1]?.error).toBe(null);
  expect(await rollout.sent()).toEqual(['GET /artifact 200', 'PATCH  200']);
  expect(await readdir(kept)).toEqual([]);
  expect(await rollout.live()).toEqual(NEW);
});

it('fetches the same bytes once, whoever would need them', async () => {
  const rollout = await openRollout();
  await rollout.declare(FIRST, orders(FIRST, 'stock-api'));
  expect((await rollout.apply()).code).toBe(0);
  await rollout.bench.clearLog();
  await rollout.declare(SECOND, orders(SECOND, 'stock-api'));
  await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
  expect((await rollout.apply()).code).toBe(5);
  const fetched = (await rollout.sent()).filter((one) => one.startsWith('GET'));
  expect(fetched).toEqual(['GET /artifact 200']);
  expect(await rollout.live()).toEqual(OLD);
});

it('does nothing after an update that the service refused', async () => {
  const rollout = await openFailing();
  await fault(rollout.bench, { method: 'PATCH' }, { type: 'respond', status: 400 });
  const { code, fates } = await rollout.report();
  expect([code, ...fates]).toEqual([1, 'c1 failed', 'c2 skipped']);
  expect(await rollout.live()).toEqual(OLD);
});

it('does nothing while nobody can tell how the update is', async () => {
  let patched = false;
  const rollout = await openFailing(FIRST, {
    hook: ({ method, path }) => {
      if (method === 'PATCH') patched = true;
      return patched && path.endsWith('/serverGroups') ? { status: 403, headers: {}, body: 'no' } : undefined;
    },
  });
  const { fates } = await rollout.report();
  expect(fates).toEqual(['c1 failed', 'c2 skipped']);
  expect(await rollout.sent()).toEqual(['GET /artifact 200', 'PATCH  200']);
});

describe('an update that takes too long', () => {
  it('is rolled back as well', async () => {
    let patches = 0;
    const back = async (): Promise<undefined> => {
      await rollout.bench.control('POST', 'servers/mule-2', { status: 'RUNNING' });
    };
    const rollout = await openRollout(FIRST, {
      hook: ({ method }) => {
        if (method === 'PATCH') patches += 1;
        return method === 'PATCH' && patches === 2 ? back() : undefined;
      },
    });
    await rollout.declare(SECOND);
    await rollout.bench.control('POST', 'servers/mule-2', { status: 'DISCONNECTED' });
    const { code, json } = await rollout.report({}, '--timeout', '30s');
    expect(json.outcomes[0]?.error).toBe(
      'not there after 30 s: mule-1 STARTED, mule-2 is DISCONNECTED, mule-3 STARTED; rolled back by c2',
    );
    expect(code).toBe(5);
    expect(await rollout.live()).toEqual(OLD);
  });

  it('is left as it is where the time went by and nobody could look', async () => {
    let isUpdated = false;
    const rollout = await openRollout(FIRST, {
      hook: ({ method }) => {
        isUpdated ||= method === 'PATCH';
        return isUpdated && method === 'GET' ? { status: 503, body: '' } : undefined;
      },
    });
    await rollout.declare(SECOND);
    const { code, json, fates } = await rollout.report({}, '--timeout', '30s');
    expect([code, ...fates]).toEqual([5, 'c1 failed', 'c2 skipped']);
    expect(json.outcomes[0]?.error).toMatch(
      /^not there after 30 s: it cannot be read: .*; not rolled back, for it may be healthy$/,
    );
    expect(await rollout.live()).toEqual(NEW);
  });

  it.each([
    ['sooner', '10m', '20s', 20],
    ['later', '20s', '1.5m', 90],
  ])('is given the time that its manifest says, %s than --timeout', async (_, flag, own, seconds) => {
    const rollout = await openRollout();
    await rollout.declare({ ...SECOND, rollout: `{ healthTimeout: ${own} }` });
    await rollout.bench.control('POST', 'servers/mule-2', { status: 'DISCONNECTED' });
    const { json } = await rollout.report({}, '--timeout', flag);
    expect(json.outcomes[0]?.error).toBe(
      `not there after ${seconds} s: mule-1 STARTED, mule-2 is DISCONNECTED, mule-3 STARTED`,
    );
  });
});

describe('a rollback that fails as well', () => {
  it('is said loudly, and the record stands for nothing that nobody knows', async () => {
    const rollout = await openRollout();
    await rollout.declare(SECOND);
    await rollout.fails({ server: 'mule-2' });
    const { code, json, fates } = await rollout.report();
    expect([code, ...fates]).toEqual([5, 'c1 failed', 'c2 failed']);
    expect(json.outcomes[0]?.error).toBe(
      'DEPLOYMENT_FAILED on mule-2: no port; AND THE ROLLBACK FAILED (c2): DEPLOYMENT_FAILED on mule-2: no port',
    );
    expect(await changedFields(rollout)).toEqual(['spec.artifact intent', 'spec.properties intent']);
    await rollout.bench.control('DELETE', 'deployments/fail');
    // Whatever git says by then: nobody knows which properties are there, so that they are sent again.
    await rollout.declare(FIRST);
    expect(await changedFields(rollout)).toEqual(['spec.properties intent']);
    expect((await rollout.apply()).code).toBe(0);
    expect(await rollout.live()).toEqual(OLD);
    expect((await rollout.plan()).calls).toEqual([]);
  });

  it('has stopped part-way where the service did not even take it', async () => {
    const rollout = await openFailing();
    const refused = { type: 'respond', status: 400, body: { message: 'no' } };
    await rollout.bench.control('POST', 'faults', { match: { method: 'PATCH' }, skip: 1, action: refused });
    const { code, stdout } = await rollout.apply();
    expect(code).toBe(4);
    expect(stdout).toMatch(/Stopped part-way: 0 of 1 call done .*; 1 rollback FAILED\n$/);
    expect(stdout).toContain('look at it first');
    expect(await changedFields(rollout)).toEqual(['spec.properties intent']);
  });
});

describe('what is to be put back', () => {
  it('is not replaced where the service has other bytes than it says', async () => {
    const rollout = await openFailing();
    const other = { type: 'respond', status: 200, body: 'six' };
    await fault(rollout.bench, { method: 'GET', path: '/artifact$' }, other);
    const { code, json, fates } = await rollout.report();
    expect([code, ...fates]).toEqual([1, 'c1 failed', 'c2 skipped']);
    expect(json.outcomes[0]?.error).toBe(
      'not sent, since what it replaces could not be kept for a rollback: the service has other bytes for v1.jar than the digest that it tells',
    );
    expect(await rollout.bench.writes()).toEqual([]);
    expect(await rollout.live()).toEqual(OLD);
  });

  it.each([
    ['longer', 'one and more'],
    ['shorter', 'o'],
  ])('%s ones are others', async (_, body) => {
    const rollout = await openFailing();
    await fault(rollout.bench, { method: 'GET', path: '/artifact$' }, { type: 'respond', status: 200, body });
    expect((await rollout.apply()).code).toBe(1);
    expect(await rollout.bench.writes()).toEqual([]);
  });

  it('is not replaced where the service does not give it', async () => {
    const rollout = await openFailing();
    await fault(rollout.bench, { method: 'GET', path: '/artifact$' }, { type: 'respond', status: 404 });
    const { code, stdout } = await rollout.apply();
    expect(code).toBe(1);
    expect(stdout).toContain('could not be kept for a rollback');
    expect(await rollout.bench.writes()).toEqual([]);
  });
});

describe('an interrupted run', () => {
  it('puts nothing back whose turn had not come', async () => {
    const stop = new AbortController();
    let patches = 0;
    let bothSent: () => void = () => {};
    const sent = new Promise<void>((resolve) => {
      bothSent = resolve;
    });
    const rollout = await openRollout(FIRST, {
      hook: async (request) => {
        // Both are looked at from the same moment on, and so are seen to fail by the same look.
        if (request.path.endsWith('/serverGroups') && patches === 1) await sent;
        if (request.method !== 'PATCH') return undefined;
        patches += 1;
        // The first rollback is on its way, and has the only turn.
        if (patches === 3) stop.abort();
        if (patches !== 2) return undefined;
        const answer = await forward(rollout.bench.sandbox.url, request);
        bothSent();
        return answer;
      },
    });
    await rollout.declare(FIRST, orders(FIRST, 'stock-api'));
    expect((await rollout.apply()).code).toBe(0);
    await rollout.declare(SECOND, orders(SECOND, 'stock-api'));
    await rollout.fails({ server: 'mule-2', fileName: 'v2.jar' });
    await rollout.fails({ application: 'stock-api', server: 'mule-2', fileName: 'v2.jar' });
    const { code, json, fates } = await rollout.report({ signal: stop.signal }, '--parallelism', '1');
    expect([code, ...fates]).toEqual([130, 'c1 failed', 'c2 done', 'c3 failed', 'c4 skipped']);
    expect(json.outcomes[2]?.error).toMatch(/no port; not rolled back, for the run was interrupted$/);
    expect(patches).toBe(3);
  });

  it('puts nothing back that it was not waiting for any more', async () => {
    const stop = new AbortController();
    let patched = false;
    const rollout = await openFailing(FIRST, {
      hook: ({ method, path }) => {
        if (method === 'PATCH') patched = true;
        if (patched && method === 'GET' && path.endsWith('/serverGroups')) stop.abort();
        return undefined;
      },
    });
    const { code, fates } = await rollout.report({ signal: stop.signal });
    expect([code, ...fates]).toEqual([130, 'c1 done', 'c2 skipped']);
    expect(await rollout.sent()).toEqual(['GET /artifact 200', 'PATCH  200']);
  });

  it('does not send what it only had fetched the way back for', async () => {
    const stop = new AbortController();
    const rollout = await openFailing(FIRST, {
      hook: ({ path }) => {
        if (path.endsWith('/artifact')) stop.abort();
        return undefined;
      },
    });
    const { code, fates } = await rollout.report({ signal: stop.signal });
    expect([code, ...fates]).toEqual([130, 'c1 skipped', 'c2 skipped']);
    expect(await rollout.sent()).toEqual(['GET /artifact 200']);
    expect(await changedFields(rollout)).toEqual(['spec.artifact intent', 'spec.properties intent']);
  });
});
