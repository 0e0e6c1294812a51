/** How a state lies in one JSON file, with the runs before it. */
import type { HistoryEntry, RecordedResource } from '../model/record.ts';
import type { ResourceKey } from '../model/resource.ts';
import { parseJson, readFields, Unreadable } from './read-fields.ts';
import type { RecordState } from './record-state.ts';
import { stableJson } from './stable-json.ts';
import { checkFormat, FORMAT, readCounts, readResource, readRun, readRunState } from './state-json.ts';

export interface FileContent {
  readonly target: string;
  readonly state: RecordState;
  /** Newest first. */
  readonly earlier: readonly HistoryEntry[];
}

export function fileText({ target, state, earlier }: FileContent): string {
  const { estate, run } = state;
  const resources = [...state.resources.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return stableJson({ format: FORMAT, target, estate, run, resources, earlier });
}

/** @throws Unreadable, TooNew */
export function readFileText(text: string, target: string): FileContent {
  const fields = readFields(parseJson(text, 'it'), 'it');
  checkFormat(fields);
  const owner = fields.string('target');
  if (owner !== target) throw new Unreadable(`it is the record of ${owner}, not of ${target}`);
  const resources = new Map<ResourceKey, RecordedResource>();
  for (const [index, value] of fields.list('resources').entries()) {
    const resource = readResource(value, `resource ${index + 1}`);
    resources.set(resource.key, resource);
  }
  const run = readRun(fields.value('run'), 'run');
  const earlier = fields.list('earlier').map((value, index) => readEntry(value, `earlier run ${index + 1}`));
  return { target, state: { estate: fields.string('estate'), run, resources }, earlier };
}

function readEntry(value: unknown, where: string): HistoryEntry {
  const fields = readFields(value, where);
  return {
    time: fields.number('time'),
    commit: fields.nullable('commit', (name) => fields.string(name)),
    author: fields.nullable('author', (name) => fields.string(name)),
    state: readRunState(fields, where),
    counts: readCounts(fields.object('counts')),
  };
}
