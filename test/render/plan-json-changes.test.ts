/** What programs read of changes, guards and what is left alone: hand-made plans against the published schema. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import type { Plan } from '../../src/model/plan.ts';
import { planToJson, reportToJson } from '../../src/render/plan-json.ts';
import { call, change, effect, guard, plan } from './plans.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/plan.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

const GROUP = 'ServerGroup/payments';
const COPY = 'Application/pay-api@Server:mule-2';
const options = { version: '0.1.0', all: false };

/** A plan's JSON, which fits its schema. */
function printed(made: Plan): Record<string, unknown> & { readonly resource_changes: readonly unknown[] } {
  const json = JSON.parse(JSON.stringify(planToJson(made, options)));
  validate(json);
  expect(validate.errors ?? []).toEqual([]);
  return json;
}

function changeOf(parts: Partial<Change>, key = GROUP): unknown {
  return printed(plan([change(key, parts)])).resource_changes[0];
}

describe('a change', () => {
  it('that deletes has no after, and the origin of what removes it', () => {
    expect(changeOf({ action: 'delete', approval: 'CHG-1234' })).toMatchObject({
      approval: 'CHG-1234',
      change: { actions: ['delete'], before: { metadata: { name: 'payments' } }, after: null },
      origin: { file: 'estate.yaml', line: 4, column: 1 },
    });
  });

  it('of what nobody declared has no origin', () => {
    expect(changeOf({ action: 'delete', origin: null })).toMatchObject({ origin: null });
  });

  it.each(['held', 'retained'] as const)('that is %s says why', (status) => {
    const waiting = [{ reason: 'protected', message: 'it is protected', hint: null, status }];
    expect(changeOf({ status, waiting })).toMatchObject({
      status,
      reason: 'protected',
      // Just what the schema names.
      waiting: [{ reason: 'protected', message: 'it is protected', hint: null }],
    });
  });

  it('says of each field who moved, and where it was before', () => {
    const fields = (['intent', 'drift', 'conflict'] as const).map((cause) => {
      return { path: 'spec.servers', before: ['a'], after: ['b'], cause, held: true as const };
    });
    const previousAddress = 'production/ServerGroup/pay';
    expect(changeOf({ fields, cause: 'conflict', previousAddress })).toMatchObject({
      previous_address: previousAddress,
      cause: 'conflict',
      fields,
    });
  });

  it('names the calls that bring it about, and only its own disturb', () => {
    const stop = { effects: [effect('app-stop', COPY)] };
    const calls = [call('c1', GROUP, { leaves: [COPY] }), call('c2', COPY, stop)];
    const changes = [
      change(GROUP, { calls: ['c1'] }),
      change(COPY, { action: 'create', calls: ['c2'], through: ['c1'] }),
      change('Application/x@ServerGroup:payments', { action: 'delete', through: ['c2'] }),
    ];
    expect(printed(plan(changes, { calls })).resource_changes).toMatchObject([
      { calls: ['c1'], effects: [] },
      { calls: ['c1', 'c2'], effects: [{ call: 'c2', class: 'app-stop' }] },
      { calls: ['c2'], effects: [] },
    ]);
  });
});

it('guards say which target they belong to', () => {
  const guards = [guard('maxDeletes', 3, 5), guard('allowEmpty', 2, 2)];
  expect(printed(plan([], { guards })).guards).toEqual([
    { target: 'production', rule: 'maxDeletes', limit: 3, actual: 5, verdict: 'block' },
    { target: 'production', rule: 'allowEmpty', limit: 2, actual: 2, verdict: 'allow' },
  ]);
});

it('the schema takes a report', () => {
  const report = { outcomes: [], unsettled: [], interrupted: false, recordError: 'taken over' };
  validate(JSON.parse(JSON.stringify(reportToJson(plan([]), report, options))));
  expect(validate.errors ?? []).toEqual([]);
});

describe('the schema refuses a key that it does not know', () => {
  const made = printed(
    plan([change(GROUP, { calls: ['c1'], waiting: [{ reason: 'x', message: 'x', hint: null }] })], {
      calls: [call('c1', GROUP, { effects: [effect('app-copy', COPY)] })],
      guards: [guard('maxDeletes', 3, 5)],
      unmanaged: ['production/Server/a'],
      diagnostics: [
        {
          severity: 'info',
          code: 'x',
          message: 'x',
          hint: null,
          origin: { file: 'a.yaml', line: 1, column: 1 },
          excerpt: null,
          address: null,
        },
      ],
    }),
  );

  it.each([
    '',
    'source',
    'targets.0',
    'resource_changes.0',
    'resource_changes.0.change',
    'resource_changes.0.waiting.0',
    'resource_changes.0.origin',
    'resource_changes.0.effects.0',
    'calls.0',
    'unmanaged.0',
    'guards.0',
    'diagnostics.0',
    'diagnostics.0.origin',
    'summary',
  ])('in /%s', (path) => {
    const copy = structuredClone(made) as Record<string, unknown>;
    const at = path === '' ? [] : path.split('.');
    const object = at.reduce((one, key) => one[key] as Record<string, unknown>, copy);
    object.typo = true;
    expect(validate(copy)).toBe(false);
    expect(validate.errors).toMatchObject([{ keyword: 'additionalProperties' }]);
  });
});
