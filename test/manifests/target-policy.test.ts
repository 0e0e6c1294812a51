import { expect, test } from 'vitest';
import { policyOf } from '../../src/reconcile/target-policy.ts';
import { loadAll } from './declarations.ts';
import { temporaryRepository } from './temporary-folder.ts';

const DEFAULTS = {
  prune: 'none',
  heal: 'auto',
  guards: {
    maxDeletes: { count: 3 },
    maxUpdates: { share: 0.5 },
    maxRestarts: { share: 0.25 },
    maxIrreversible: { count: 0 },
    allowEmpty: false,
  },
  applyFrom: { branch: null, clean: false, forwardOnly: true },
  recordRemote: null,
  windows: [],
  sync: 'auto',
};

const EVERYTHING = {
  prune: 'owned',
  guards: {
    maxDeletes: '10%',
    maxUpdates: 7,
    maxRestarts: '100%',
    maxIrreversible: '0%',
    allowEmpty: true,
  },
  heal: 'off',
  applyFrom: { branch: 'release/1.x', clean: true, forwardOnly: false },
  record: { remote: 'origin' },
  sync: 'off',
};

async function load(spec: object) {
  const documents = [
    {
      kind: 'Environment',
      metadata: { name: 'production' },
      spec: { organization: 'A', environment: 'E', ...spec },
    },
    { kind: 'Console', metadata: { name: 'mmc' }, spec: { url: 'http://localhost/mmc', ...spec } },
  ];
  const text = documents.map((one) => JSON.stringify({ apiVersion: 'muleteer/v1', ...one })).join('\n---\n');
  const { targets, diagnostics } = await loadAll(temporaryRepository({ 'all.yaml': text }));
  expect(diagnostics).toEqual([]);
  return targets.map(({ policy }) => policy);
}

test('a target that says nothing has the defaults', async () => {
  expect(await load({})).toEqual([DEFAULTS, DEFAULTS]);
  expect(policyOf({ spec: { guards: {}, applyFrom: {} } })).toEqual(DEFAULTS);
});

test('an Environment and a Console say the same things', async () => {
  const policy = {
    prune: 'owned',
    heal: 'off',
    guards: {
      maxDeletes: { share: 0.1 },
      maxUpdates: { count: 7 },
      maxRestarts: { share: 1 },
      maxIrreversible: { share: 0 },
      allowEmpty: true,
    },
    applyFrom: { branch: 'release/1.x', clean: true, forwardOnly: false },
    recordRemote: 'origin',
    windows: [],
    sync: 'off',
  };
  expect(await load(EVERYTHING)).toEqual([policy, policy]);
});

test('what is said alone leaves the rest as it is', async () => {
  const [policy] = await load({
    guards: { maxDeletes: 0, maxUpdates: '12.5%' },
    applyFrom: { branch: 'main' },
  });
  expect(policy).toEqual({
    ...DEFAULTS,
    guards: { ...DEFAULTS.guards, maxDeletes: { count: 0 }, maxUpdates: { share: 0.125 } },
    applyFrom: { ...DEFAULTS.applyFrom, branch: 'main' },
  });
});

test('windows are read, with the time zone that goes without saying', () => {
  const window = { effects: ['app-restart'], cron: '0 20 * * 1-5', duration: '90m' };
  const read = { ...window, duration: 5_400_000 };
  const spec = { windows: [window, { ...window, timezone: 'Europe/Berlin' }] };
  expect(policyOf({ spec }).windows).toEqual([
    { ...read, timezone: 'UTC' },
    { ...read, timezone: 'Europe/Berlin' },
  ]);
});
