/** One step of the action inside the test's process: its own folder, a fake GitHub, time that only passes when waited. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectGitHub, type GitHub } from '../../action/github.ts';
import { INPUTS, readInputs } from '../../action/inputs.ts';
import type { ActionIo } from '../../action/io.ts';
import { readJob } from '../../action/job.ts';
import { runAction } from '../../action/run-action.ts';
import type { Step } from '../../action/step.ts';
import { folderBeside } from '../commands/git-bench.ts';
import { type FakeGitHub, startFakeGitHub } from './fake-github.ts';
import { type Permissions, REPOSITORY } from './github-state.ts';
import { readOutputs } from './runner-log.ts';

export interface InProcess {
  readonly github: FakeGitHub;
  readonly io: ActionIo;
  readonly step: Step;
  readonly client: GitHub;
  readonly folder: string;
  /** What it waited, in milliseconds. */
  readonly waits: readonly number[];
  log(): string;
  outputs(): Readonly<Record<string, string>>;
  summary(): string;
  run(name: 'start' | 'run'): Promise<number>;
}

export interface Setting {
  readonly event?: string;
  readonly payload?: object;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly permissions?: Permissions;
  readonly commit?: string;
  /** What stands in for the command line. */
  readonly muleteer?: ActionIo['muleteer'];
  readonly env?: Readonly<Record<string, string>>;
}

export const ALL: Permissions = {
  'pull-requests': 'write',
  issues: 'write',
  actions: 'read',
  contents: 'write',
};

/** A pull request of a branch of the same repository, or of another one. */
export function pullRequest(sha = 'abc1234', head = REPOSITORY): object {
  return { pull_request: { number: 1, head: { sha, repo: { full_name: head } } } };
}

export async function openInProcess(setting: Setting = {}): Promise<InProcess> {
  const { event = 'pull_request', payload = pullRequest(), permissions = ALL } = setting;
  const github = await startFakeGitHub();
  const folder = folderBeside('step');
  const [eventFile, output, summary] = ['event.json', 'output', 'summary.md'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  mkdirSync(folder);
  writeFileSync(eventFile, JSON.stringify(event === 'pull_request' ? payload : {}));
  const waits: number[] = [];
  let written = '';
  let ids = 0;
  const io: ActionIo = {
    env: {
      PATH: process.env.PATH,
      GITHUB_API_URL: github.url,
      GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
      GITHUB_SERVER_URL: 'https://github.test',
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: eventFile,
      GITHUB_SHA: setting.commit ?? 'abc1234',
      GITHUB_REF_NAME: 'main',
      GITHUB_RUN_ID: '77',
      GITHUB_WORKSPACE: folder,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: folder,
      [INPUTS]: JSON.stringify({ token: github.grant(permissions), ...setting.inputs }),
      ...setting.env,
    },
    fetch,
    log: (text) => {
      written += text;
    },
    now: () => Date.UTC(2024, 5, 1) + waits.reduce((sum, wait) => sum + wait, 0),
    sleep: async (milliseconds) => void waits.push(milliseconds),
    newId: () => `id-${++ids}`,
    muleteer: setting.muleteer ?? [process.execPath, join(import.meta.dirname, '../../dist/src/main.cjs')],
  };
  const inputs = readInputs(io);
  const client = connectGitHub(inputs.token, io);
  return {
    github,
    io,
    client,
    folder,
    waits,
    step: { inputs, job: readJob(io), github: client, io },
    log: () => written,
    outputs: () => readOutputs(readText(output)),
    summary: () => readText(summary),
    run: (name) => runAction(name, io),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
