/** Manifests of the estates that the action's tests put on the fake GitHub. */
import { documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

/** The Environment, whose credentials come from the job, and two servers. */
export const BASE = {
  'estate/env.yaml': documents(ENVIRONMENT.replace(/ {2}credentials.*\n/, ''), servers('mule-1', 'mule-2')),
  'estate/a.jar': 'bytes',
};

export function group(name: string, server = 'mule-1'): string {
  return manifest('ServerGroup', name, `{ servers: [${server}] }`);
}

/** A job starts Node five times; beside other tests on a small machine that takes its time. */
export const JOBS_MS = 240_000;
