/**
 * The four actions of others: checkout makes a shallow, detached clone, setup-node does nothing, and artifacts go
 * through the fake API.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ciCheckout, git } from '../git/work-trees.ts';
import type { Running, StepsResult } from './running.ts';

export function useOther(
  name: string,
  inputs: Readonly<Record<string, string>>,
  running: Running,
): StepsResult {
  const { options, trigger, workspace, permissions } = running;
  switch (name) {
    case 'actions/checkout':
      ciCheckout(options.bare, workspace, trigger.commit);
      // A token that may not write contents cannot push.
      if (permissions.contents !== 'write')
        git(workspace, 'remote', 'set-url', '--push', 'origin', '/nonexistent');
      return { ok: true, outputs: {} };
    case 'actions/setup-node':
      return { ok: true, outputs: {} };
    case 'actions/upload-artifact':
      return upload(inputs, running);
    case 'actions/download-artifact':
      return download(inputs, running);
    default:
      throw new Error(`an action that nobody stands in for: ${name}`);
  }
}

function upload({ name = '', path = '' }: Readonly<Record<string, string>>, running: Running): StepsResult {
  const { artifacts } = running.options.github;
  if (!existsSync(path)) throw new Error(`no files were found at ${path}`);
  const { pull_request: pull } = (running.trigger.payload ?? {}) as {
    pull_request?: { head: { sha: string } };
  };
  artifacts.push({
    id: artifacts.length + 1,
    name,
    expired: false,
    created_at: new Date(Date.UTC(2024, 5, 1) + artifacts.length * 1000).toISOString(),
    workflow_run: {
      id: running.runId,
      // On a pull request this is the head of its branch, not the merge that is checked out.
      head_sha: pull?.head.sha ?? running.trigger.commit,
      head_branch: pull === undefined ? 'main' : 'change',
      repository_id: 1,
      head_repository_id: running.trigger.fromFork === true ? 2 : 1,
    },
    files: new Map([[basename(path), readFileSync(path, 'utf8')]]),
  });
  return { ok: true, outputs: {} };
}

function download(inputs: Readonly<Record<string, string>>, running: Running): StepsResult {
  const found = running.options.github.artifacts.find(
    ({ name, workflow_run: run }) => name === inputs.name && String(run.id) === inputs['run-id'],
  );
  if (found === undefined || (running.permissions.actions ?? 'none') === 'none')
    return { ok: false, outputs: {} };
  mkdirSync(inputs.path ?? '', { recursive: true });
  for (const [file, text] of found.files) writeFileSync(join(inputs.path ?? '', file), text);
  return { ok: readdirSync(inputs.path ?? '').length > 0, outputs: {} };
}
