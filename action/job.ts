/** Where the job runs and what started it, as the runner tells in its variables and in the event's file. */
import { readFileSync } from 'node:fs';
import type { ActionIo } from './io.ts';

export interface PullRequest {
  readonly number: number;
  /** The branch that it goes to. */
  readonly base: string;
  /** Its branch lies in another repository: no secrets, and a token that may only read. */
  readonly fromFork: boolean;
}

export interface Job {
  readonly event: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly commit: string;
  /** The branch, on a push. */
  readonly ref: string;
  /** Where a person finds the log. */
  readonly url: string;
  /** Of the event; null on a push and on a schedule. */
  readonly pull: PullRequest | null;
}

interface Payload {
  readonly pull_request?: {
    readonly number: number;
    readonly base?: { readonly ref: string };
    readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null };
  };
}

export function readJob({ env }: Pick<ActionIo, 'env'>): Job {
  const repository = env.GITHUB_REPOSITORY ?? '';
  const { pull_request: pull } = readPayload(env.GITHUB_EVENT_PATH);
  return {
    event: env.GITHUB_EVENT_NAME ?? '',
    repository,
    // On a pull request the runner checks out a merge that nobody will find again; people know the branch's commit.
    commit: pull?.head.sha ?? env.GITHUB_SHA ?? '',
    ref: env.GITHUB_REF_NAME ?? '',
    url: `${env.GITHUB_SERVER_URL ?? ''}/${repository}/actions/runs/${env.GITHUB_RUN_ID ?? ''}`,
    pull:
      pull === undefined
        ? null
        : {
            number: pull.number,
            base: pull.base?.ref ?? '',
            fromFork: pull.head.repo?.full_name !== repository,
          },
  };
}

function readPayload(file: string | undefined): Payload {
  return file === undefined ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Payload);
}
