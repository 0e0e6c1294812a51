/** The plans that every output is held to, byte for byte: `test/fixtures/outputs/PLAN.FORMAT`. */
import { mask } from '../../src/diff/mask.ts';
import type { Cause, Change, FieldChange } from '../../src/model/change.ts';
import { liveDiagnostic } from '../../src/model/diagnostic.ts';
import type { Plan } from '../../src/model/plan.ts';
import { Secret } from '../../src/model/secret.ts';
import type { SpecValue } from '../../src/model/spec-value.ts';
import { call, change, effect, guard, plan } from './plans.ts';

/** Everything that a service, a manifest or a policy may say, and that must stay text. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '--><!-- muleteer:plan production -->',
  '@everyone #1 owner/repo#2 GH-3',
  '[click](javascript:alert(1)) ![x](http://evil.test/x.png)',
  '`code` ```fence``` ~~~ | pipe | **bold** _it_ </details>',
  '::error file=a::b%0A%25',
  'two\nlines\r\n## heading',
  '\u001b[31mred\u202egnp.exe\u0000',
  '&lt;b&gt; "quoted" \'single\' $& \\ ]]>',
  'https://evil.test/?a=b www.evil.test mail@evil.test',
] as const;

function field(
  path: string,
  before: SpecValue | undefined,
  after: SpecValue,
  cause: Cause = 'intent',
): FieldChange {
  return { path, before, after, cause };
}

const SMALL_CHANGES: readonly Change[] = [
  change('Cluster/orders-cluster', {
    fields: [
      field(
        'spec.servers',
        [
          { name: 'mule-c1', ip: '10.0.0.21' },
          { name: 'mule-c2', ip: '10.0.0.22' },
        ],
        [
          { name: 'mule-c1', ip: '10.0.0.21' },
          { name: 'mule-c2', ip: '10.0.0.22' },
          { name: 'mule-c3', ip: '10.0.0.23' },
        ],
      ),
    ],
    calls: ['c1'],
    origin: { file: 'clusters.yaml', line: 4, column: 1 },
    labels: { team: 'orders' },
  }),
  change('Application/orders-api@Cluster:orders-cluster', {
    action: 'create',
    fields: [
      field('spec.artifact', undefined, {
        file: './orders-api-1.3.0-mule-application.jar',
        fileName: 'orders-api-1.3.0-mule-application.jar',
        sha1: 'c053ecf9ed41df0311b9df13cc6c3b6078d2d3c2',
        size: 10_000_000,
      }),
      field('spec.properties', undefined, {
        'http.port': '8081',
        'db.password': new Secret('${env:DB_PASSWORD}', 'hunter2-hunter2'),
      }),
    ],
    after: mask({
      metadata: { name: 'orders-api' },
      spec: { properties: { 'db.password': new Secret('${env:DB_PASSWORD}', 'hunter2-hunter2') } },
    }),
    calls: ['c2'],
    origin: { file: 'apps/orders.yaml', line: 1, column: 1 },
    labels: { team: 'orders' },
  }),
  change('Application/stock-api@ServerGroup:payments-group', {
    fields: [field('spec.desiredStatus', 'STOPPED', 'STARTED', 'drift')],
    cause: 'drift',
    calls: ['c3'],
    origin: { file: 'apps/stock.yaml', line: 1, column: 1 },
  }),
  change('Server/mule-a9', {
    action: 'create',
    status: 'blocked',
    waiting: [
      {
        reason: 'awaiting_registration',
        message: 'not registered yet',
        hint: '`muleteer register production/Server/mule-a9` prints the command for its host',
      },
    ],
    origin: { file: 'servers.yaml', line: 31, column: 1 },
  }),
  change('ServerGroup/old-group', {
    action: 'delete',
    calls: ['c4'],
    origin: { file: 'groups.yaml', line: 12, column: 1 },
    approval: 'CHG-1234',
  }),
  change('Server/mule-b1', { action: 'keep' }),
];

const SMALL: Plan = plan(SMALL_CHANGES, {
  calls: [
    call('c1', 'Cluster/orders-cluster', {
      method: 'POST',
      path: '/hybrid/api/v1/clusters/77031/servers',
      effects: [
        effect('server-restart', 'Server/mule-c1'),
        effect('server-restart', 'Server/mule-c2'),
        effect('app-restart', 'Application/stock-api@ServerGroup:payments-group'),
      ],
    }),
    call('c2', 'Application/orders-api@Cluster:orders-cluster', {
      method: 'POST',
      path: '/hybrid/api/v1/applications',
      waitsFor: ['c1'],
    }),
    call('c3', 'Application/stock-api@ServerGroup:payments-group', {
      path: '/hybrid/api/v1/applications/4711',
    }),
    call('c4', 'ServerGroup/old-group', {
      method: 'DELETE',
      path: '/hybrid/api/v1/serverGroups/12',
      effects: [effect('alert-loss', 'ServerGroup/old-group', false)],
    }),
  ],
  unmanaged: ['production/Server/mule-z9'],
  diagnostics: [
    liveDiagnostic('warning', 'certificate_expires', 'its certificate ends in 12 days', {
      address: 'production/Server/mule-c1',
      origin: { file: 'servers.yaml', line: 8, column: 1 },
    }),
  ],
});

/** Half of them restart something; every tenth stands in one file. */
export function manyChanges(count: number): Plan {
  const names = Array.from({ length: count }, (_, index) => `app-${String(index).padStart(5, '0')}`);
  return plan(
    names.map((name, index) =>
      change(`Application/${name}@Server:mule-${index % 50}`, {
        action: index % 2 === 0 ? 'update' : 'create',
        fields: [
          field('spec.artifact', index % 2 === 0 ? { sha1: 'a'.repeat(40) } : undefined, {
            fileName: `${name}-1.0.${index}-mule-application.jar`,
            sha1: String(index % 10).repeat(40),
            size: 1_000_000 + index,
          }),
          field('spec.properties', undefined, { 'http.port': String(8000 + index), region: 'eu-central-1' }),
        ],
        calls: [`c${index + 1}`],
        origin: { file: `apps/${Math.floor(index / 10)}.yaml`, line: 1 + (index % 10) * 12, column: 1 },
      }),
    ),
    {
      calls: names.map((name, index) => {
        const key = `Application/${name}@Server:mule-${index % 50}`;
        return call(`c${index + 1}`, key, {
          effects: index % 2 === 0 ? [effect('app-restart', key)] : [],
          waitsFor: index % 100 === 1 ? [`c${index}`] : [],
        });
      }),
    },
  );
}

const REFUSED: Plan = plan(
  ['a', 'b', 'c', 'd'].map((name, index) =>
    change(`Server/mule-${name}`, {
      action: 'delete',
      calls: [`c${index + 1}`],
      origin: { file: 'servers.yaml', line: 1, column: 1 },
    }),
  ),
  {
    calls: ['a', 'b', 'c', 'd'].map((name, index) =>
      call(`c${index + 1}`, `Server/mule-${name}`, {
        method: 'DELETE',
        path: `/hybrid/api/v1/servers/${index}`,
        effects: [effect('registration-loss', `Server/mule-${name}`, false)],
      }),
    ),
    guards: [guard('maxDeletes', 3, 4), guard('maxIrreversible', 0, 4)],
    policies: [
      {
        policy: 'no-server-goes-unasked',
        verdict: 'deny',
        message: 'a server may only be unregistered in a maintenance window',
        target: 'production',
        address: 'production/Server/mule-a',
        origin: { file: 'servers.yaml', line: 1, column: 1 },
        definedAt: { file: 'policies/servers.yaml', line: 3, column: 1 },
      },
      {
        policy: 'small-plans',
        verdict: 'warn',
        message: 'a plan this large is hard to review',
        target: null,
        address: null,
        origin: null,
        definedAt: { file: 'policies/size.yaml', line: 1, column: 1 },
      },
    ],
  },
);

const HOSTILE_PLAN: Plan = plan(
  HOSTILE.map((name, index) =>
    change(`Application/${name}@ServerGroup:${name}`, {
      fields: [field('spec.properties', { [name]: name }, { [name]: `${name}!` })],
      waiting: index === 0 ? [{ reason: 'unreachable_member', message: name, hint: name }] : [],
      calls: [`c${index + 1}`],
      origin: { file: `apps/${index === 3 ? 'a:b,c%d' : 'x'}.yaml`, line: index + 1, column: 1 },
    }),
  ),
  {
    calls: HOSTILE.map((name, index) =>
      call(`c${index + 1}`, `Application/${name}@ServerGroup:${name}`, {
        path: `/hybrid/api/v1/applications/${encodeURIComponent(name)}`,
        effects: [effect('app-restart', `Application/${name}@ServerGroup:${name}`)],
      }),
    ),
    unmanaged: HOSTILE.map((name) => `production/Server/${name}`),
    policies: HOSTILE.slice(0, 2).map((name) => ({
      policy: 'hostile',
      verdict: 'warn' as const,
      message: name,
      target: 'production',
      address: null,
      origin: null,
      definedAt: { file: 'policies/p.yaml', line: 1, column: 1 },
    })),
    diagnostics: HOSTILE.map((name) =>
      liveDiagnostic('warning', 'unknown_member', name, { address: `production/Server/${name}`, hint: name }),
    ),
  },
);

export const GOLDEN_PLANS: Readonly<Record<string, Plan>> = {
  empty: plan([change('Server/mule-1', { action: 'keep' })]),
  small: SMALL,
  'thousand-changes': manyChanges(1000),
  refused: REFUSED,
  'hostile-names': HOSTILE_PLAN,
};
