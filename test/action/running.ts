/** The shapes of a workflow, and what its steps share while they run. */
import type { Contexts } from './expressions.ts';
import type { FakeGitHub } from './fake-github.ts';
import type { Permissions } from './github-state.ts';

export interface Trigger {
  readonly event: 'pull_request' | 'push' | 'schedule' | 'workflow_dispatch' | 'pull_request_target';
  readonly commit: string;
  readonly payload?: object;
  /** Of a fork's job: reads only, and knows no secret. */
  readonly fromFork?: true;
  readonly inputs?: Readonly<Record<string, string>>;
}

export interface JobResult {
  readonly ok: boolean;
  readonly log: string;
  readonly annotations: readonly string[];
  readonly summary: string;
  /** Of the step that used the action. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly token: string;
}

export interface WorkflowStep {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Permissions;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

export interface WorkflowJob {
  readonly if?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly steps: readonly WorkflowStep[];
}

export interface RunnerOptions {
  readonly github: FakeGitHub;
  readonly bare: string;
  /** A new folder for each job is made in it. */
  readonly folder: string;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Everything of a job that its steps share. */
export interface Running {
  readonly options: RunnerOptions;
  readonly trigger: Trigger;
  readonly runId: number;
  readonly env: Readonly<Record<string, string>>;
  readonly contexts: Contexts;
  readonly workspace: string;
  readonly permissions: Permissions;
  output: string;
  summary: string;
}

export interface StepsResult {
  readonly ok: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}
