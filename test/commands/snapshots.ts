/** A bench with a pair of keys, that takes snapshots and plans with them. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Bench, CliOptions, CliResult } from '../support/bench.ts';

export interface KeyPair {
  readonly secret: string;
  readonly pub: string;
}

export function keyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secret: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    pub: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

export const KEYS = keyPair();

/** The public key is committed, or at least there. */
export async function take(
  bench: Bench,
  args: readonly string[] = [],
  { env, ...options }: CliOptions = {},
): Promise<CliResult> {
  await bench.write({ 'muleteer-snapshot.pub': KEYS.pub });
  const result = await bench.cli(['snapshot', '--out', 'live.json', ...args], {
    ...options,
    env: { MULETEER_SNAPSHOT_KEY: KEYS.secret, ...env },
  });
  expect(`${result.code}\n${result.stderr}`, 'snapshot').toMatch(/^0\n/);
  return result;
}

export function textIn(bench: Bench, file = 'live.json'): string {
  return readFileSync(join(bench.folder, file), 'utf8');
}

type PlanObject = Readonly<Record<string, unknown>> & {
  readonly fingerprint: string;
  readonly calls: readonly unknown[];
  readonly diagnostics: readonly { readonly message: string }[];
};

export function planOf({ code, stdout, stderr }: CliResult): PlanObject {
  expect(`${code}\n${stderr}${stdout.slice(0, 40)}`, 'plan').toMatch(/^0\n[\s\S]*\{/);
  return JSON.parse(stdout) as PlanObject;
}

/** The plan that the services give now, and the one of a snapshot that is taken now. */
export async function bothPlans(
  bench: Bench,
  record: readonly string[] = [],
  options: CliOptions = {},
): Promise<{ readonly live: PlanObject; readonly snapshot: PlanObject }> {
  await take(bench, record, options);
  const live = planOf(await bench.cli(['plan', '--all', '-o', 'json', ...record], options));
  await bench.clearLog();
  const snapshot = planOf(await bench.cli(['plan', '--all', '-o', 'json', '--live', 'live.json'], options));
  expect(await bench.log(), 'planning with a snapshot asks nobody').toEqual([]);
  return { live, snapshot };
}

/** But for where it comes from, and for what a service says of a failure. */
export function expectSame({ live, snapshot }: Awaited<ReturnType<typeof bothPlans>>): void {
  expect(snapshot.snapshot).toEqual({ file: 'live.json', taken_at: '2024-06-01T00:00:00Z' });
  const diagnostics = live.diagnostics.map((one, index) => {
    const [before] = (snapshot.diagnostics[index]?.message ?? '').split('(redacted)');
    const isUnsaid = before !== snapshot.diagnostics[index]?.message && one.message.startsWith(before ?? '');
    return isUnsaid ? snapshot.diagnostics[index] : one;
  });
  expect({ ...snapshot, snapshot: null }).toEqual({ ...live, diagnostics });
}
