/** What earlier jobs kept, as GitHub lists it. */
import { explained, type GitHub } from './github.ts';
import type { Job } from './job.ts';

export interface Artifact {
  readonly name: string;
  readonly expired: boolean;
  readonly created_at: string;
  readonly workflow_run: {
    readonly id: number;
    readonly head_sha: string;
    readonly head_branch: string;
    readonly repository_id: number;
    readonly head_repository_id: number;
  } | null;
}

/** Under one name, in no order. @throws ActionError without the right to look */
export async function findArtifacts(github: GitHub, job: Job, name: string): Promise<readonly Artifact[]> {
  const path = `/repos/${job.repository}/actions/artifacts?name=${encodeURIComponent(name)}&per_page=100`;
  const { artifacts } = await github.get<{ readonly artifacts: readonly Artifact[] }>(path).catch((error) => {
    throw explained(error, 'actions: read');
  });
  return artifacts.filter((one) => one.name === name);
}

/** A job of a fork may keep what it likes under any name. */
export function isOurs({ workflow_run: run }: Artifact): boolean {
  return run !== null && run.head_repository_id === run.repository_id;
}

export function newest(artifacts: readonly Artifact[]): Artifact | null {
  const kept = artifacts.filter(({ expired }) => !expired);
  return kept.toSorted((a, b) => a.created_at.localeCompare(b.created_at)).at(-1) ?? null;
}
