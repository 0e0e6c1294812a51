/** A bench whose folder is a git work tree, and clones of it. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { git, publish } from '../git/work-trees.ts';
import { type Bench, openBench } from '../support/bench.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

export { ADA, ENV } from '../git/work-trees.ts';

/** Writes files and commits them; resolves to the commit. */
export async function commit(
  bench: Bench,
  files: Readonly<Record<string, string | Buffer>>,
  message = 'change',
): Promise<string> {
  await bench.write(files);
  git(bench.folder, 'add', '--all');
  git(bench.folder, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(bench.folder, 'rev-parse', 'HEAD');
}

/** An Environment with a policy, and so many server groups, one file each. */
export function groupFiles(count: number, policy = ''): Readonly<Record<string, string>> {
  const environment = policy === '' ? ENVIRONMENT : `${ENVIRONMENT}  ${policy}\n`;
  const groups = Array.from({ length: count }, (_, index): readonly [string, string] => [
    `groups/g-${index}.yaml`,
    manifest('ServerGroup', `group-${index}`, '{ servers: [] }'),
  ]);
  return { 'env.yaml': documents(environment, servers('mule-1')), ...Object.fromEntries(groups) };
}

/** A work tree on `main` with so many groups, committed and not applied. */
export async function openWorkTree(count: number, policy = '', world: WorldInput = {}): Promise<Bench> {
  const bench = await openBench(world);
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  await commit(bench, groupFiles(count, policy), 'first');
  return bench;
}

/** A folder beside the bench, gone after the test. */
export function folderBeside(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'muleteer-beside-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, name);
}

/** The bench's work tree with a bare `origin`. */
export function publishBench(bench: Bench): string {
  return publish(bench.folder, folderBeside('origin.git'));
}
