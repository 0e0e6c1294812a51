/** An estate in the middle of its day: something drifted, something waits for a window, something failed. */
import type { Change } from '../../src/model/change.ts';
import { liveDiagnostic } from '../../src/model/diagnostic.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { HistoryEntry } from '../../src/model/record.ts';
import type { StatusEvent } from '../../src/model/status-after.ts';
import { call, change, effect, plan, status } from '../render/plans.ts';
import { COMMIT, followed, NEXT_COMMIT, report, revision, START, turnEnd } from './turn-results.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function keep(key: string, parts: Partial<Change> = {}): Change {
  return change(key, { action: 'keep', ...parts });
}

function cluster(name: string, servers: readonly string[], parts: Partial<Change> = {}): Change {
  return keep(`Cluster/${name}`, {
    members: servers,
    ...parts,
  });
}

function group(name: string, servers: readonly string[]): Change {
  return keep(`ServerGroup/${name}`, { members: servers });
}

function apps(names: readonly string[], place: string): readonly Change[] {
  return names.map((name) => keep(`Application/${name}@${place}`));
}

const ORDERS = 'Application/orders-api@Cluster:orders-cluster';
const STOCK = 'Application/stock-api@ServerGroup:payments';
const LEDGER = 'Application/ledger@ServerGroup:payments';

const CHANGES: readonly Change[] = [
  cluster('orders-cluster', ['mule-c1', 'mule-c2', 'mule-c3']),
  group('payments', ['mule-a1', 'mule-a2']),
  ...['mule-c1', 'mule-c2', 'mule-a1', 'mule-a2', 'mule-b1'].map((name) => keep(`Server/${name}`)),
  change('Server/mule-c3', {
    action: 'create',
    status: 'blocked',
    waiting: [
      {
        reason: 'awaiting_registration',
        message: 'not registered yet',
        hint: '`muleteer register production/Server/mule-c3` prints the command for its host',
      },
    ],
    origin: { file: 'servers.yaml', line: 31, column: 1 },
  }),
  change(ORDERS, {
    status: 'held',
    fields: [
      {
        path: 'spec.artifact',
        before: { fileName: 'orders-api-1.2.0.jar', sha1: '1f2e3d4c5b6a79880102030405060708090a0b0c' },
        after: { fileName: 'orders-api-1.3.0.jar', sha1: 'c053ecf9ed41df0311b9df13cc6c3b6078d2d3c2' },
        cause: 'intent',
      },
    ],
    waiting: [
      {
        reason: 'window',
        message: 'app-restart waits for a window, the next opens Sat 1 June 20:00 (Europe/Berlin)',
        hint: 'muleteer apply --ignore-windows does not wait; the windows of production stand in env.yaml:9',
        until: START + 6 * HOUR,
        effects: [effect('app-restart', ORDERS)],
      },
    ],
    origin: { file: 'apps/orders.yaml', line: 1, column: 1 },
  }),
  ...apps(['orders-events', 'orders-batch', 'returns-api'], 'Cluster:orders-cluster'),
  change(STOCK, {
    cause: 'drift',
    fields: [status('drift')],
    calls: ['c1'],
    origin: { file: 'apps/stock.yaml', line: 1, column: 1 },
  }),
  change(LEDGER, {
    cause: 'drift',
    status: 'held',
    fields: [{ ...status('drift'), held: true }],
    waiting: [
      {
        reason: 'hold',
        message: 'held by Ada Ops: INC-4711, the ledger is repaired by hand',
        hint: '`muleteer hold production/Application/ledger@payments --release` ends it',
        until: START + 26 * HOUR,
      },
    ],
    origin: { file: 'apps/ledger.yaml', line: 1, column: 1 },
  }),
  ...apps(['pay-api', 'refund-api'], 'ServerGroup:payments'),
  ...apps(
    Array.from({ length: 18 }, (_, index) => `feed-${String(index + 1).padStart(2, '0')}`),
    'Server:mule-b1',
  ),
];

export const PRODUCTION: Plan = plan(CHANGES, {
  calls: [
    call('c1', STOCK, { path: '/hybrid/api/v1/applications/4711', effects: [effect('app-restart', STOCK)] }),
  ],
  diagnostics: [
    liveDiagnostic(
      'warning',
      'unhealthy',
      'production/Application/refund-api@payments is as declared, but FAILED on mule-a2',
      {
        address: 'production/Application/refund-api@payments',
        origin: { file: 'apps/refund.yaml', line: 1, column: 1 },
        hint: 'the same artifact is not sent again: send another, or restart it by hand',
      },
    ),
  ],
});

function titled(of: Plan, name: string, title: string): Plan {
  const target = of.targets[0];
  return target === undefined ? of : { ...of, targets: [{ ...target, name, title }] };
}

function small(name: string): Plan {
  const own = [cluster('all', ['mule-1', 'mule-2']), ...apps(['orders-api', 'stock-api'], 'Cluster:all')];
  const moved = own.map((one) => ({
    ...one,
    target: name,
    address: one.address.replace('production/', `${name}/`),
  }));
  const addresses = Object.fromEntries(moved.map(({ key, address }) => [`${name} ${key}`, address]));
  return titled(plan(moved, { addresses }), name, `Acme / ${name}`);
}

function entry(ago: number, parts: Partial<HistoryEntry> & { readonly updated?: number } = {}): HistoryEntry {
  const { updated = 1, ...more } = parts;
  const counts = { created: 0, updated, replaced: 0, deleted: 0, calls: updated };
  const author = 'Ada Ops <ada@example.test>';
  return { time: START - ago, commit: COMMIT, author, state: 'complete', counts, ...more };
}

const APPLIED_BEFORE = report(plan([], { calls: [call('c1', STOCK), call('c2', ORDERS)] }));

export const ESTATE: readonly StatusEvent[] = [
  revision(
    [
      followed('production'),
      followed('staging'),
      followed('test', 'plan'),
      { name: 'mmc', kind: 'Console', policy: 'auto' },
      followed('sandbox', 'off'),
    ],
    NEXT_COMMIT,
  ),
  turnEnd({
    outcome: 'applied',
    trigger: 'start',
    startedAt: START - 2 * HOUR,
    endedAt: START - 2 * HOUR + 41_000,
    plan: plan([], { calls: [call('c1', STOCK), call('c2', ORDERS)] }),
    report: APPLIED_BEFORE,
  }),
  turnEnd({
    commit: NEXT_COMMIT,
    trigger: 'hook',
    outcome: 'refused',
    plan: PRODUCTION,
    startedAt: START - 3 * MINUTE,
    endedAt: START - 3 * MINUTE + 900,
    error: {
      code: 'refused',
      message: 'production is locked by Ben Build <ben@example.test>, who applies since 11:56',
      hint: 'it goes on by itself when that run ends, or its lease at 12:01',
      passes: true,
    },
  }),
  {
    type: 'history',
    target: 'production',
    entries: [
      entry(2 * HOUR, { updated: 2 }),
      entry(26 * HOUR, { author: 'Ben Build <ben@example.test>', state: 'partial' }),
      entry(50 * HOUR, { updated: 7 }),
    ],
  },
  turnEnd({ target: 'staging', plan: small('staging'), endedAt: START - 40_000, startedAt: START - 41_000 }),
  { type: 'turn_start', target: 'staging', trigger: 'commit' },
  turnEnd({ target: 'test', plan: small('test'), endedAt: START - MINUTE }),
  {
    ...turnEnd({
      target: 'mmc',
      outcome: 'failed',
      plan: null,
      endedAt: START - 20_000,
      error: { code: 'unreachable', message: 'nobody answers at mmc.acme.test', hint: null, passes: true },
    }),
    next: { at: START + 25_000, trigger: 'retry' },
  },
];
