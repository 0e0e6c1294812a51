/**
 * A small runner of GitHub workflows: it reads a workflow and `action.yml` as they are, evaluates their expressions,
 * and runs their steps as a job of its own, with its own token, checkout and home.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isTrue } from './expressions.ts';
import { type Permissions, REPOSITORY } from './github-state.ts';
import { fill, runSteps } from './run-steps.ts';
import { readLog } from './runner-log.ts';
import type { JobResult, RunnerOptions, Running, Trigger, Workflow } from './running.ts';

let runs = 7000;

/** Runs the only job of a workflow. */
export async function runWorkflow(
  text: string,
  trigger: Trigger,
  options: RunnerOptions,
): Promise<JobResult> {
  const workflow = parse(text) as Workflow;
  if (!(trigger.event in workflow.on)) throw new Error(`the workflow does not run on ${trigger.event}`);
  const [job] = Object.values(workflow.jobs);
  if (job === undefined) throw new Error('the workflow has no job');
  const running = openJob(workflow, trigger, options);
  if (job.if !== undefined && !isTrue(job.if, running.contexts))
    throw new Error('the job does not run for this');
  const env = fill({ ...workflow.env, ...job.env }, running.contexts);
  const withEnv = { ...running, env: { ...running.env, ...env } };
  const { ok, outputs } = await runSteps(job.steps, withEnv, running.contexts);
  const log = readLog(withEnv.output);
  return {
    ok,
    log: log.text,
    annotations: log.annotations,
    summary: withEnv.summary,
    outputs,
    token: tokenOf(running),
  };
}

function tokenOf({ contexts }: Running): string {
  return (contexts.github as { readonly token: string }).token;
}

function openJob(workflow: Workflow, trigger: Trigger, options: RunnerOptions): Running {
  const folder = mkdtempSync(join(options.folder, 'job-'));
  const [workspace, temp, home] = ['workspace', 'temp', 'home'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const one of [workspace, temp, home]) mkdirSync(one);
  const event = join(folder, 'event.json');
  writeFileSync(event, JSON.stringify(trigger.payload ?? {}));
  const permissions: Permissions =
    trigger.fromFork === true
      ? Object.fromEntries(Object.keys(workflow.permissions).map((name) => [name, 'read']))
      : workflow.permissions;
  const token = options.github.grant(permissions);
  const runId = ++runs;
  return {
    options,
    trigger,
    runId,
    workspace,
    permissions,
    output: '',
    summary: '',
    contexts: {
      github: {
        token,
        event_name: trigger.event,
        event: trigger.payload ?? {},
        ref: 'refs/heads/main',
        run_id: runId,
      },
      secrets: trigger.fromFork === true ? {} : options.secrets,
      inputs: trigger.inputs ?? {},
      runner: { temp },
      vars: {},
      env: {},
      steps: {},
    },
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      GIT_CONFIG_NOSYSTEM: '1',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: options.github.url,
      GITHUB_GRAPHQL_URL: `${options.github.url}/graphql`,
      GITHUB_SERVER_URL: 'https://github.test',
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_EVENT_NAME: trigger.event,
      GITHUB_EVENT_PATH: event,
      GITHUB_SHA: trigger.commit,
      GITHUB_REF_NAME: trigger.event === 'pull_request' ? '1/merge' : 'main',
      GITHUB_RUN_ID: String(runId),
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: temp,
    },
  };
}
