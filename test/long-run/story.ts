/**
 * What is there, what should be, and what that must have cost: the services, the repository and the service under
 * test, beside a model of all three. `audit` holds them against each other.
 */
import { join } from 'node:path';
import { expect } from 'vitest';
import { ADA, commit, folderBeside, publishBench } from '../commands/git-bench.ts';
import { git } from '../git/work-trees.ts';
import { type Bench, type LoggedRequest, openBench } from '../support/bench.ts';
import type { ReceivedRequest } from '../support/http-server.ts';
import { forward, startRelay } from '../support/relay.ts';
import { auditMetrics, auditStatus, isWrite } from './audit.ts';
import { type Chance, createChance } from './chance.ts';
import { type Driven, drive } from './driven-service.ts';
import {
  ARCHIVES,
  type Estate,
  FIRST,
  filesOf,
  plainWrite,
  RESOURCES,
  type Resource,
  TARGETS,
  type Target,
  WORLD,
  writesTo,
} from './estate.ts';
import { createTurnJudge, type Expected, type TurnJudge } from './turn-judge.ts';

export const SECRET = 'a-secret-of-32-characters-or-more';

/** How the service learns what is in git. */
export type Source = 'work tree' | 'remote';

/** What a request meets on its way to the services. */
export type OnTheWay = (request: ReceivedRequest) => 'drop' | undefined | Promise<'drop' | undefined>;

export interface Tally {
  turns: number;
  calls: number;
  posts: number;
  starts: number;
  commits: number;
}

export class Story {
  readonly bench: Bench;
  readonly chance: Chance;
  readonly tally: Tally = { turns: 0, calls: 0, posts: 0, starts: 0, commits: 0 };
  /** What is live, as far as the model knows. */
  live = new Map<Resource, string>();
  /** What the newest commit says. */
  wanted = new Map<Resource, string>(FIRST);
  /** Resources that were changed since all was in sync, of which nothing more can be foretold. */
  readonly touched = new Set<Resource>();
  /** Resources that were changed by hand since git changed them last. */
  readonly flipped = new Set<Resource>();
  /** Targets whose turns go otherwise for a while. */
  readonly otherwise = new Map<Target, readonly Expected[]>();
  onTheWay: OnTheWay = () => undefined;
  /** What the service has been posted, by what had to become of it. */
  hooks: Record<string, number> = {};
  private readonly said = new Map<string, Estate>();
  /** Commit → the target whose guards it breaks. */
  private readonly guarded = new Map<string, Target>();
  private expectedWrites: string[] = [];
  private rows: LoggedRequest[] = [];
  /** Writes that nobody has looked at yet. */
  private written: string[] = [];
  /** The target of which a former service may have done everything already, or a part. */
  private rest: Target | null = null;
  /** What is never answered. */
  private readonly held: (() => void)[] = [];
  private dropped = 0;
  private running: Driven | null = null;
  private readonly url: string;
  private readonly origin: string;
  private readonly clone: string;
  private now = Date.UTC(2024, 5, 1);
  source: Source = 'work tree';

  constructor(bench: Bench, chance: Chance, url: string) {
    this.bench = bench;
    this.chance = chance;
    this.url = url;
    this.origin = publishBench(bench);
    this.clone = folderBeside('clone');
  }

  get driven(): Driven {
    if (this.running === null) throw new Error('no service runs');
    return this.running;
  }

  get judge(): TurnJudge {
    return this.driven.judge;
  }

  /** Whatever the service's request meets. */
  async meet(request: ReceivedRequest): Promise<'drop' | undefined> {
    const met = await this.onTheWay(request);
    if (met === 'drop') this.dropped += 1;
    return met;
  }

  /** Says something in git. */
  async commit(options: { readonly guarded?: Target; readonly broken?: string } = {}): Promise<string> {
    const { broken, ...writing } = options;
    const files = filesOf(this.wanted, { url: this.url, ...writing });
    const stray = broken === undefined ? {} : { 'production/stray.yaml': broken };
    git(this.bench.folder, 'rm', '--quiet', '--force', '--ignore-unmatch', 'production/stray.yaml');
    const made = await commit(this.bench, { ...files, ...stray });
    git(this.bench.folder, 'push', '--quiet', 'origin', 'HEAD:main');
    this.said.set(made, new Map(this.wanted));
    if (writing.guarded !== undefined) this.guarded.set(made, writing.guarded);
    this.tally.commits += 1;
    return made;
  }

  async start(): Promise<Driven> {
    const paths = TARGETS as readonly string[];
    const record = ['--record', `file:${join(this.bench.cache, 'record')}`];
    const remote = ['--repo', this.origin, '--branch', 'main', '--work-dir', this.clone];
    this.tally.starts += 1;
    const ourselves = this.tally.starts;
    this.rows = [];
    this.dropped = 0;
    this.hooks = {};
    this.running = await drive({
      bench: this.bench,
      args: [...paths, '-v', '--parallelism', '1', ...record, ...(this.source === 'remote' ? remote : [])],
      env: { ...ADA, MULETEER_WEBHOOK_SECRET: SECRET },
      cwd: this.source === 'remote' ? this.bench.cache : this.bench.folder,
      now: this.now,
      // Its own: how often it asks depends on the machine, and the schedule must not.
      random: createChance(this.now).number,
      runner: { host: 'bench', process: ourselves, isAlive: (id) => id === ourselves },
      judge: createTurnJudge((target, revision) => this.expecting(target, revision)),
    });
    return this.running;
  }

  /** As if it had met nobody. */
  async deliver(request: ReceivedRequest): Promise<void> {
    await forward(this.bench.sandbox.url, request);
  }

  /** For a request that is not answered as long as the story goes on. */
  hold(): Promise<'drop'> {
    return new Promise((resolve) => this.held.push(() => resolve('drop')));
  }

  /** The story is over. */
  letGo(): void {
    for (const release of this.held) release();
  }

  /** The service is gone, with what it had begun for a target; what it leaves is there. */
  async gone(target: Target | null = null): Promise<void> {
    const { judge, now } = this.driven;
    await this.harvest();
    this.rest = target;
    expect(judge.objections).toEqual([]);
    this.tally.turns += judge.count();
    // What was on its way has come to its end before the next one is there.
    await this.bench.settle();
    this.now = now() + 5_000;
    this.running = null;
  }

  private expecting(target: Target, revision: string): readonly Expected[] {
    const otherwise = this.otherwise.get(target);
    if (otherwise !== undefined) return otherwise;
    if (this.guarded.get(revision) === target) return ['refused, waits'];
    const said = this.said.get(revision) ?? new Map();
    const writes = writesTo(target, this.live, said);
    if (writes.length === 0) return ['in_sync'];
    const isRest = this.rest === target;
    if (isRest) this.rest = null;
    this.expectedWrites.push(...writes);
    for (const resource of RESOURCES.filter((one) => one.target === target)) {
      const value = said.get(resource);
      if (value === undefined) this.live.delete(resource);
      else this.live.set(resource, value);
    }
    return isRest ? ['applied', 'in_sync'] : ['applied'];
  }

  /** Turns of all services so far. */
  turns(): number {
    return this.tally.turns + (this.running?.judge.count() ?? 0);
  }

  /** What `plan` finds to do. */
  async plannedByAnother(): Promise<readonly unknown[]> {
    const paths = TARGETS as readonly string[];
    const record = ['--record', `file:${join(this.bench.cache, 'record')}`];
    const { code, stdout } = await this.bench.cli(['plan', ...paths, '-o', 'json', ...record], { env: ADA });
    expect(code, stdout).toBe(0);
    return JSON.parse(stdout).resource_changes;
  }

  /** What was asked of the services since the last time. */
  async harvest(): Promise<readonly LoggedRequest[]> {
    const rows = await this.bench.log();
    await this.bench.clearLog();
    this.rows.push(...rows);
    this.written.push(...rows.filter(isWrite).map(plainWrite));
    return rows;
  }

  /** Everything that can be seen is as the model has it. To be called when nothing goes on. */
  async audit(about: string): Promise<void> {
    const { judge } = this.driven;
    expect(judge.objections, about).toEqual([]);
    await this.harvest();
    expect(this.written.toSorted(), `${about}: the writes`).toEqual(this.expectedWrites.toSorted());
    this.tally.calls += this.written.length;
    this.expectedWrites = [];
    this.written = [];
    if (this.otherwise.size === 0) this.touched.clear();
    for (const target of TARGETS)
      expect(judge.of(target).last?.commit, `${about}: ${target} follows`).toBe(judge.commit());
    const { driven, rows, dropped, hooks } = this;
    await auditMetrics({ driven, rows, dropped, hooks }, about);
    await auditStatus(this.driven, about);
    expect((await this.driven.get('/healthz')).status, about).toBe(200);
    expect((await this.driven.get('/readyz')).status, about).toBe(200);
    const { beats, listeners } = this.driven.leftovers();
    expect(beats, `${about}: what is done again and again`).toBe(1);
    expect(listeners, `${about}: who waits for the end`).toBeLessThan(5);
  }
}

export async function openStory(chance: Chance): Promise<Story> {
  const bench = await openBench(WORLD);
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  await commit(bench, ARCHIVES);
  let story: Story | null = null;
  const relay = await startRelay(bench.sandbox.url, (request) => story?.meet(request));
  story = new Story(bench, chance, relay.url);
  await story.commit();
  return story;
}
