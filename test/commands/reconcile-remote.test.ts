import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createBare, git } from '../git/work-trees.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { SERVER_GROUPS } from '../support/estate.ts';
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { type Service, startService, stopServices } from '../support/service.ts';
import { byHand } from './by-hand.ts';
import { ADA, commit, folderBeside, publishBench } from './git-bench.ts';

afterEach(async () => {
  await stopServices();
  await closeBenches();
});

const INTERVAL = 300_000;

function group(name: string, member: string): string {
  return manifest('ServerGroup', name, `{ servers: [${member}] }`);
}

interface Remote {
  /** Where somebody works. */
  readonly bench: Bench;
  readonly origin: string;
  /** The service's own folders. */
  readonly cwd: string;
  readonly workDir: string;
  push(files: Readonly<Record<string, string>>, ...options: readonly string[]): Promise<string>;
  /** The command that follows it. */
  readonly follow: readonly string[];
}

async function openRemote(): Promise<Remote> {
  const bench = await openBench();
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  await commit(bench, {
    'estate/env.yaml': documents(ENVIRONMENT, servers('mule-1', 'mule-2')),
    'estate/payments.yaml': group('payments', 'mule-1'),
  });
  const origin = publishBench(bench);
  const cwd = folderBeside('service');
  mkdirSync(cwd);
  const workDir = join(cwd, 'work');
  return {
    bench,
    origin,
    cwd,
    workDir,
    async push(files, ...options) {
      await bench.write(files);
      git(bench.folder, 'add', '--all');
      git(bench.folder, ...options, 'commit', '--quiet', '--allow-empty', '-m', 'change');
      git(bench.folder, 'push', '--quiet', '--force', 'origin', 'HEAD:main');
      return git(bench.folder, 'rev-parse', 'HEAD');
    },
    follow: ['estate', '--repo', origin, '--work-dir', workDir, '--record-remote', 'origin'],
  };
}

function serve({ bench, cwd, follow }: Remote, env: object = {}, ...args: readonly string[]): Service {
  return startService(bench, { args: [...follow, ...args], env: { ...ADA, ...env }, cwd });
}

function problems({ lines }: Service): readonly string[] {
  return lines.filter(({ level }) => level === 'error').map(({ msg }) => msg);
}

describe('reconcile --repo', () => {
  it('follows a branch in a clone of its own, and keeps the record at the remote', async () => {
    const remote = await openRemote();
    const { bench, origin, workDir } = remote;
    const service = serve(remote);
    await service.turned(1);
    const newest = await remote.push({ 'estate/orders.yaml': group('orders', 'mule-2') });
    await service.clock.advance(1.1 * INTERVAL);
    await service.until(() => service.turns().includes('production commit applied'));
    expect(service.turns()[0]).toBe('production start applied');
    expect(service.lines.findLast(({ outcome }) => outcome === 'applied')).toMatchObject({ commit: newest });
    expect(await bench.writes()).toEqual([`POST ${SERVER_GROUPS}`, `POST ${SERVER_GROUPS}`]);
    expect(git(origin, 'log', '--format=%s', 'refs/muleteer/applied/production')).not.toBe('');
    // No work tree but that of the newest commit, and none when it has ended.
    expect(readdirSync(join(workDir, 'checkouts'))).toEqual([expect.stringContaining(newest.slice(0, 12))]);
    service.stop();
    expect(await service.ended).toBe(0);
    expect(readdirSync(join(workDir, 'checkouts'))).toEqual([]);
  });

  it('goes on with what it has while the remote is away, and asks it again and again', async () => {
    const remote = await openRemote();
    const { bench, origin } = remote;
    const service = serve(remote, {}, '--record', 'none', '-v');
    await service.turned(1);
    renameSync(origin, `${origin}-away`);
    const hand = await byHand(bench);
    await hand.remove('/serverGroups', 'payments');
    await service.clock.advance(1.1 * INTERVAL);
    await service.turned(2);
    await service.until(() => problems(service).length > 0);
    expect(problems(service)[0]).toMatch(/^no revision was taken: git remote .*origin\.git/);
    expect(service.turns()[1]).toBe('production interval applied');
    renameSync(`${origin}-away`, origin);
    await remote.push({ 'estate/orders.yaml': group('orders', 'mule-2') });
    // It may have asked twice already, and waits twice as long then.
    await service.clock.advance(20_000);
    await service.until(() => service.turns().includes('production commit applied'));
    expect(await hand.names('/serverGroups')).toEqual(['orders', 'payments']);
    // The pauses are over with the trouble.
    await service.until((lines) => lines.filter(({ found }) => found === 'taken').length === 2);
    expect((service.clock.nextAt() ?? 0) - service.clock.now()).toBeGreaterThan(INTERVAL / 2);
  });

  it('keeps the last good commit going while a newer one is broken', async () => {
    const remote = await openRemote();
    const service = serve(remote, {}, '-v');
    await service.turned(1);
    await remote.push({ 'estate/orders.yaml': group('orders', 'mule-2').replace('servers', 'server') });
    await service.clock.advance(1.1 * INTERVAL);
    await service.until(() => problems(service).length === 2);
    expect(problems(service)[1]).toBe('the manifests are broken: what was good last goes on');
    const looked = (result: string): Promise<void> =>
      service.until((lines) => lines.some(({ found }) => found === result));
    await looked('broken');
    await service.clock.advance(1.1 * INTERVAL);
    await looked('nothing new');
    await service.turned(2);
    expect(readdirSync(join(remote.workDir, 'checkouts'))).toHaveLength(1);
    // Said once.
    expect(problems(service)).toHaveLength(2);
  });

  it('loads the same commit anew when it is asked to look again', async () => {
    const service = serve(await openRemote());
    await service.turned(1);
    service.hangUp();
    await service.turned(2);
    expect(service.turns()).toEqual(['production start applied', 'production signal in_sync']);
    expect(service.lines.filter(({ msg }) => msg === 'a revision is taken')).toHaveLength(2);
  });

  it('keeps the clone of each remote in a folder of its own, beside the downloads', async () => {
    const remote = await openRemote();
    const { bench, cwd, origin } = remote;
    const other = createBare(folderBeside('other.git'));
    git(bench.folder, 'push', '--quiet', other, 'main');
    for (const repo of [origin, other, origin]) {
      const args = ['reconcile', '--once', 'estate', '--repo', repo, '--record-remote', 'origin'];
      const { code, stderr } = await bench.cli(args, { cwd, env: ADA });
      expect(code, stderr).toBe(0);
    }
    expect(readdirSync(join(bench.cache, 'repositories'))).toHaveLength(2);
  });

  it('says which branch is not there', async () => {
    const { bench, cwd, origin, follow } = await openRemote();
    const args = ['reconcile', '--once', ...follow, '--branch', 'master'];
    const { code, stderr } = await bench.cli(args, { cwd, env: ADA });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `error: ${origin} has no branch master\n  --branch names another: git ls-remote`,
    );
  });

  it('refuses to keep the record where nobody would find it', async () => {
    const { bench, cwd, origin } = await openRemote();
    const args = ['reconcile', '--once', 'estate', '--repo', origin];
    const { code, stdout, stderr } = await bench.cli(args, { cwd, env: ADA });
    expect(code).toBe(3);
    expect(stdout).toContain('the record of production would stay in a clone that is ours alone');
    expect(stderr).toContain('--record-remote origin');
    expect(await bench.writes()).toEqual([]);
  });

  it('makes one turn with --once, and writes its files where it was started', async () => {
    const { bench, cwd, follow, workDir } = await openRemote();
    const output = ['-o', 'text=report.txt', '--record', 'file:record'];
    const { code, stderr } = await bench.cli(['reconcile', '--once', ...follow, ...output], {
      cwd,
      env: ADA,
    });
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(cwd, 'report.txt'), 'utf8')).toMatch(/production +applied/);
    expect(readdirSync(join(cwd, 'record'))).not.toEqual([]);
    expect(readdirSync(join(workDir, 'checkouts'))).toEqual([]);
  });

  it('takes away the work trees of processes that are no more', async () => {
    const { bench, cwd, follow, workDir } = await openRemote();
    for (const name of ['1-1-abc', '77-1-abc', '88-1-abc'])
      mkdirSync(join(workDir, 'checkouts', name), { recursive: true });
    const runner = { host: 'bench', process: 1, isAlive: (id: number) => id === 88 };
    await bench.cli(['reconcile', '--once', ...follow], { cwd, env: ADA, runner });
    expect(readdirSync(join(workDir, 'checkouts'))).toEqual(['88-1-abc']);
  });

  it.each([
    [['--repo', 'https://ada:secret@git.example.test/estate.git'], '--repo holds no user or password'],
    [['--repo', 'https://token@git.example.test/estate.git'], '--repo holds no user or password'],
    [['--branch', 'main'], '--branch goes with --repo'],
    [['--verify-signatures'], '--verify-signatures goes with --repo'],
  ])('refuses %j', async (args, message) => {
    const bench = await openBench();
    const { code, stdout, stderr } = await bench.cli(['reconcile', ...args], { env: ADA });
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stdout + stderr).not.toContain('secret@');
  });
});

describe('reconcile --verify-signatures', () => {
  /** A new key, and what has git sign with it. */
  function key(name: string): { readonly sign: readonly string[]; readonly line: string } {
    const file = folderBeside(name);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
    const sign = ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${file}`, '-c', 'commit.gpgSign=true'];
    return { sign, line: `${name}@example.test ${readFileSync(`${file}.pub`, 'utf8')}` };
  }

  it('takes no commit that is not signed, or by a stranger, and goes on with the last good one', async () => {
    const remote = await openRemote();
    const [ada, eve] = [key('ada'), key('eve')];
    const signers = folderBeside('allowed');
    writeFileSync(signers, ada.line);
    const trusting = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'gpg.ssh.allowedSignersFile',
      GIT_CONFIG_VALUE_0: signers,
    };
    const service = serve(remote, trusting, '--verify-signatures', '-v');
    await service.until((lines) => lines.some(({ found }) => found === 'broken'));
    expect(problems(service)).toEqual([
      expect.stringMatching(/commit [0-9a-f]{7} of main is not trusted: it is not signed$/),
    ]);
    expect(await remote.bench.log()).toEqual([]);
    // No time but that of the next commit makes it better.
    expect((service.clock.nextAt() ?? 0) - service.clock.now()).toBeGreaterThan(INTERVAL / 2);

    const signed = await remote.push({}, ...ada.sign);
    await service.clock.advance(1.1 * INTERVAL);
    await service.turned(1);
    expect(service.turns()).toEqual(['production start applied']);
    expect(service.lines.at(-1)).toMatchObject({ commit: signed });

    await remote.push({ 'estate/orders.yaml': group('orders', 'mule-2') }, ...eve.sign);
    await service.clock.advance(1.1 * INTERVAL);
    await service.until(() => problems(service).length === 2);
    expect(problems(service)[1]).toMatch(
      /is not trusted: it is signed with ED25519 key \S+, which nobody here trusts$/,
    );
    await service.turned(2);
    expect(service.lines.findLast(({ outcome }) => outcome !== undefined)).toMatchObject({
      outcome: 'in_sync',
      commit: signed,
    });
    const looks = service.lines.filter(({ found }) => found !== undefined).length;
    await service.clock.advance(1.1 * INTERVAL);
    await service.until((lines) => lines.filter(({ found }) => found !== undefined).length > looks);
    // Said once.
    expect(problems(service)).toHaveLength(2);
  });
});
