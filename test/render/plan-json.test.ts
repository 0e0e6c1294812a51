/** The JSON plan against its published schema, and what it must never hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/plan.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema);

const SECRET = 'hunter2-never-print-this';
let bench: Bench;

beforeEach(async () => {
  bench = await openBench();
  await bench.write({
    'a.jar': 'bytes',
    'targets.yaml': documents(ENVIRONMENT, CONSOLE),
    'estate.yaml': documents(
      servers('mule-1', 'mule-2', 'mule-9'),
      manifest(
        'Cluster',
        'orders',
        '{ multicast: false, servers: [{ name: mule-1, ip: 10.0.0.11 }, { name: mule-9, ip: 10.0.0.19 }] }',
      ),
      manifest(
        'Application',
        'orders-api',
        '{ target: { cluster: orders }, artifact: { file: a.jar }, desiredStatus: STOPPED, properties: { user: ann, password: "${env:PASSWORD}", key: "${env:MISSING}" } }',
      ),
      manifest('UserGroup', 'Deployers', '{ permissions: [DEPLOYMENT_READ] }'),
    ),
  });
});

afterEach(closeBenches);

describe('the JSON plan', () => {
  it('fits its schema', async () => {
    const plan = JSON.parse(
      (await bench.cli(['plan', '--all', '-o', 'json'], { env: { PASSWORD: SECRET } })).stdout,
    );
    validate(plan);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('shows what is as declared where all is asked for, with its documents', async () => {
    const env = { PASSWORD: SECRET };
    const { stdout } = await bench.cli(['plan', '--all', '-o', 'json'], { env });
    const kept = JSON.parse(stdout).resource_changes.find(
      ({ change }: { change: { actions: readonly string[] } }) => change.actions.join() === 'no-op',
    );
    expect(kept.change.before.metadata.name).toBe(kept.name);
    expect(kept.change.after.metadata.name).toBe(kept.name);
    const without = JSON.parse((await bench.cli(['plan', '-o', 'json'], { env })).stdout);
    expect(JSON.stringify(without.resource_changes)).not.toContain('no-op');
  });

  it('shows where secrets are, and not what they are', async () => {
    const { stdout } = await bench.cli(['plan', '-o', 'json'], { env: { PASSWORD: SECRET } });
    expect(stdout).not.toContain(SECRET);
    const plan = JSON.parse(stdout);
    const { change } = plan.resource_changes.find(({ kind }: { kind: string }) => kind === 'Application');
    expect(change.after.spec.properties).toEqual({ user: 'ann', password: '(secret)', key: '(unknown)' });
    expect(change.after_sensitive).toEqual({ spec: { properties: { password: true, key: true } } });
    expect(change.after_unknown).toEqual({ spec: { properties: { key: true } } });
  });

  it('is the same, byte for byte, whatever a secret is', async () => {
    const one = await bench.cli(['plan', '-o', 'json'], { env: { PASSWORD: SECRET } });
    const other = await bench.cli(['plan', '-o', 'json'], { env: { PASSWORD: 'another' } });
    expect(other.stdout).toBe(one.stdout);
  });

  it('has another fingerprint when the bytes of an artifact are others', async () => {
    const before = JSON.parse((await bench.cli(['plan', '-o', 'json'])).stdout);
    await bench.write({ 'a.jar': 'other' });
    const after = JSON.parse((await bench.cli(['plan', '-o', 'json'])).stdout);
    expect(after.fingerprint).not.toBe(before.fingerprint);
  });

  it('says what an apply did', async () => {
    const env = { PASSWORD: SECRET, MISSING: 'x' };
    const { stdout, code } = await bench.cli(['apply', '--yes', '-o', 'json'], { env });
    expect(code).toBe(0);
    expect(stdout).not.toContain(SECRET);
    const report = JSON.parse(stdout);
    validate(report);
    expect(validate.errors ?? []).toEqual([]);
    expect(report.complete).toBe(true);
    expect(
      report.outcomes.map(({ call, result }: { call: string; result: string }) => `${call} ${result}`),
    ).toEqual(report.calls.map(({ id }: { id: string }) => `${id} done`));
  });

  it('refuses to apply, before the first write, what it cannot resolve', async () => {
    const { code, stderr } = await bench.cli(['apply', '--yes'], { env: { PASSWORD: SECRET } });
    expect(code).toBe(1);
    expect(stderr).toContain('error: ${env:MISSING} must be sent, but cannot be resolved');
    expect(await bench.writes()).toEqual([]);
  });
});
