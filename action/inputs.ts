/** The inputs of `action.yml`, checked: what nobody knows, or nobody can mean, ends the job before anything is asked. */
import { resolve } from 'node:path';
import { ActionError, type ActionIo } from './io.ts';

const COMMANDS = ['plan', 'apply', 'drift', 'snapshot'] as const;
export type ActionCommand = (typeof COMMANDS)[number];

export interface Inputs {
  readonly command: ActionCommand;
  readonly paths: readonly string[];
  readonly targets: readonly string[];
  readonly workingDirectory: string;
  readonly token: string;
  readonly comment: boolean;
  readonly issue: boolean;
  /** What `apply` does: only what somebody reviewed, or whatever the plan says by then. */
  readonly review: 'required' | 'none';
  readonly planFile: string | null;
  /** A snapshot's file; `latest`: the newest that a job of the branch it goes to has kept. */
  readonly live: string | null;
  readonly recordRemote: string | null;
  readonly failOn: string | null;
  readonly args: readonly string[];
}

/** The variable that hands them over, as one object: no value of theirs is ever a part of a script. */
export const INPUTS = 'MULETEER_ACTION_INPUTS';

const BY_EVENT: Readonly<Record<string, ActionCommand>> = {
  pull_request: 'plan',
  push: 'apply',
  schedule: 'drift',
};

/** @throws ActionError */
export function readInputs({ env }: Pick<ActionIo, 'env'>): Inputs {
  const given = JSON.parse(env[INPUTS] ?? '{}') as Readonly<Record<string, unknown>>;
  const text = (name: string): string | null => String(given[name] ?? '').trim() || null;
  const lines = (name: string): readonly string[] =>
    (text(name) ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  const workspace = env.GITHUB_WORKSPACE ?? '.';
  return {
    command: commandFor(text('command'), env.GITHUB_EVENT_NAME ?? ''),
    paths: lines('path'),
    targets: lines('target'),
    workingDirectory: resolve(workspace, text('working-directory') ?? '.'),
    token: text('token') ?? '',
    comment: yesOrNo('comment', text('comment') ?? 'true'),
    issue: yesOrNo('issue', text('issue') ?? 'false'),
    review: oneOf('review', text('review') ?? 'required', ['required', 'none']),
    planFile: text('plan-file'),
    live: text('live'),
    recordRemote: text('record-remote'),
    failOn: text('fail-on'),
    args: lines('args'),
  };
}

function commandFor(given: string | null, event: string): ActionCommand {
  if (given !== null) return oneOf('command', given, COMMANDS);
  const command = BY_EVENT[event];
  if (command !== undefined) return command;
  throw new ActionError(
    `nobody said what to do on ${event || 'this event'}`,
    'give the input command: plan, apply, drift or snapshot; only pull_request, push and schedule have one by themselves',
  );
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw new ActionError(`the input ${name} is ${value}`, `it is one of ${known.join(', ')}`);
}

function yesOrNo(name: string, value: string): boolean {
  return oneOf(name, value, ['true', 'false']) === 'true';
}
