/** How a state lies in a commit's tree: `estate.json`, `run.json`, and a file for each resource. */

import { encodeName } from '../model/encode-name.ts';
import type { RecordedResource } from '../model/record.ts';
import { identityOf, type ResourceKey } from '../model/resource.ts';
import { parseJson, readFields, Unreadable } from './read-fields.ts';
import type { RecordState } from './record-state.ts';
import { stableJson } from './stable-json.ts';
import { checkFormat, FORMAT, readResource, readRun } from './state-json.ts';

const ESTATE = 'estate.json';
export const RUN = 'run.json';
const RESOURCES = 'resources/';

/** Path → text of what differs; null for a file that goes. A resource that is the same object is the same. */
export function changesBetween(
  before: RecordState | null,
  next: RecordState,
): ReadonlyMap<string, string | null> {
  const changes = new Map<string, string | null>();
  if (before === null) changes.set(ESTATE, stableJson({ format: FORMAT, estate: next.estate }));
  changes.set(RUN, stableJson(next.run));
  for (const key of before?.resources.keys() ?? []) {
    if (!next.resources.has(key)) changes.set(pathOf(key), null);
  }
  for (const [key, resource] of next.resources) {
    if (before?.resources.get(key) !== resource) changes.set(pathOf(key), stableJson(resource));
  }
  return changes;
}

function pathOf(key: ResourceKey): string {
  const { kind } = identityOf(key);
  return `${RESOURCES}${encodeName(kind)}/${encodeName(key.slice(kind.length + 1))}.json`;
}

/** @throws Unreadable, TooNew */
export function stateOf(files: ReadonlyMap<string, string>): RecordState {
  const json = (path: string): unknown => {
    const text = files.get(path);
    if (text === undefined) throw new Unreadable(`it has no ${path}`);
    return parseJson(text, path);
  };
  const estate = readFields(json(ESTATE), ESTATE);
  checkFormat(estate);
  const resources = new Map<ResourceKey, RecordedResource>();
  for (const path of files.keys()) {
    if (!path.startsWith(RESOURCES)) continue;
    const resource = readResource(json(path), path);
    resources.set(resource.key, resource);
  }
  return { estate: estate.string('estate'), run: readRun(json(RUN), RUN), resources };
}
