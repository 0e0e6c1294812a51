/** JUnit reports against a schema, and which colour they have. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { liveDiagnostic } from '../../src/model/diagnostic.ts';
import type { Plan } from '../../src/model/plan.ts';
import { renderJunit } from '../../src/render/junit.ts';
import { GOLDEN_PLANS } from './golden-plans.ts';
import { hostilePlans } from './hostile-plans.ts';
import { change, guard, plan, planned, status } from './plans.ts';

const OPTIONS = { version: '0.1.0', all: false, fileOf: (file: string) => `team/${file}` };
const XSD = readFileSync(join(import.meta.dirname, '../fixtures/junit.xsd'), 'utf8');

async function expectValid(plans: readonly Plan[]): Promise<void> {
  const xml = plans.map((of, index) => ({ fileName: `${index}.xml`, contents: renderJunit(of, OPTIONS) }));
  const { errors } = await validateXML({ xml, schema: XSD, maxMemoryPages: 16_384 });
  expect(errors.map(({ rawMessage }) => rawMessage)).toEqual([]);
}

/** `NAME: VERDICT`, in the order of the report. */
function verdicts(of: Plan): readonly string[] {
  const cases = renderJunit(of, OPTIONS).split('<testcase ').slice(1);
  return cases.map((text) => {
    const name = /^name="([^"]*)"/.exec(text)?.[1];
    return `${name}: ${/<(failure|error|skipped) /.exec(text)?.[1] ?? 'passed'}`;
  });
}

function attributes(of: Plan, name: string): readonly string[] {
  const tags = renderJunit(of, OPTIONS).matchAll(new RegExp(`<${name} ([^>]*)>`, 'g'));
  return [...tags].map(([, written = '']) => written);
}

describe('junit', () => {
  it('of the five plans fits the schema', async () => {
    await expectValid(Object.values(GOLDEN_PLANS));
  });

  it('fits it whatever the names are', async () => {
    await expectValid(hostilePlans('junit', 200));
  });

  it('is green for a plan with changes; what waits was skipped', () => {
    expect(verdicts(GOLDEN_PLANS.small as Plan)).toEqual([
      'Cluster/orders-cluster: passed',
      'Application/orders-api@orders-cluster: passed',
      'Application/stock-api@payments-group: passed',
      'Server/mule-a9: skipped',
      'ServerGroup/old-group: passed',
      'Server/mule-b1: passed',
      'guards: passed',
      'diagnostics: passed',
    ]);
  });

  it('is red for what apply would refuse', () => {
    const refused = GOLDEN_PLANS.refused as Plan;
    expect(verdicts(refused)).toEqual([
      'Server/mule-a: failure',
      'Server/mule-b: passed',
      'Server/mule-c: passed',
      'Server/mule-d: passed',
      'guards: failure',
      'policies: passed',
    ]);
    expect(attributes(refused, 'testsuites')).toEqual([
      'name="muleteer plan" tests="6" failures="2" errors="0"',
    ]);
    expect(attributes(refused, 'testsuite')).toEqual([
      'name="production" tests="5" failures="2" errors="0" skipped="0"',
      'name="muleteer" tests="1" failures="0" errors="0" skipped="0"',
    ]);
  });

  it('has the error of a resource in its case', () => {
    const diagnostics = [
      liveDiagnostic('error', 'unhealthy', 'it failed', { address: 'production/ServerGroup/a' }),
      liveDiagnostic('warning', 'old', 'it is old', { address: 'production/ServerGroup/b' }),
    ];
    const of = plan([change('ServerGroup/a'), change('ServerGroup/b', { action: 'keep' })], { diagnostics });
    expect(verdicts(of)).toEqual(['ServerGroup/a: error', 'ServerGroup/b: passed', 'guards: passed']);
    expect(renderJunit(of, OPTIONS)).toContain('it is old</system-out>');
  });

  it.each(['blocked', 'held', 'retained'] as const)('skips what is %s, with its reason', (state) => {
    const waiting = [{ reason: 'protected', message: 'it is protected', hint: 'take that away' }];
    const of = plan([change('ServerGroup/a', { status: state, waiting })]);
    expect(renderJunit(of, OPTIONS)).toContain(
      `<skipped message="it is protected. Take that away" type="${state}/protected">it is protected. Take that away</skipped>`,
    );
  });

  it('names the file from the root of the repository, and shows what changes', () => {
    const { changes, calls } = planned('Application/a@Server:s', { fields: [status('intent')] });
    const text = renderJunit(plan(changes, { calls, guards: [guard('maxDeletes', 3, 0)] }), OPTIONS);
    expect(text).toContain('classname="production.Application" file="team/estate.yaml">');
    expect(text).toMatch(
      /<system-out> {2}~ Application a @ s .*team\/estate\.yaml:4\n {6}status {6}STOPPED → STARTED/,
    );
  });

  it('of drift is red for what drifted, and asks no guard', () => {
    const drifted = change('ServerGroup/a', { cause: 'drift', fields: [status('drift')] });
    const of = plan([drifted, change('ServerGroup/b', { action: 'keep' })], { about: 'drift' });
    expect(verdicts(of)).toEqual(['ServerGroup/a: failure', 'ServerGroup/b: passed']);
    expect(renderJunit(of, OPTIONS)).toContain('message="changed outside git (spec.desiredStatus)"');
  });

  it('lets no name ask for a file of the runner', () => {
    const of = plan([change('ServerGroup/[[ATTACHMENT|/etc/passwd]]')]);
    expect(renderJunit(of, OPTIONS).replaceAll(/name="[^"]*"/g, '')).not.toContain('[[');
  });
});
