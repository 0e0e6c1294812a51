import { readChain, readFiles, readObjects } from '../git/commits.ts';
import type { Git } from '../git/run-git.ts';
import type { HistoryEntry } from '../model/record.ts';
import { commitMessage, runInMessage } from './commit-message.ts';
import { changesBetween, RUN, stateOf } from './git-layout.ts';
import { parseJson } from './read-fields.ts';
import { historyEntry, type Kept } from './record-state.ts';
import { readRun } from './state-json.ts';
import type { StateKeeper } from './state-keeper.ts';
import { createTargetRefs, type TargetRefsOptions } from './target-refs.ts';
import { RECORDED_ANEW } from './unreadable-record.ts';

/** States as commits of one chain for each target. A version is a commit's id. */
export function createGitKeeper(options: TargetRefsOptions): StateKeeper {
  const refs = createTargetRefs({ ...options, folder: 'refs/muleteer/applied', without: RECORDED_ANEW });
  const newest = new Map<string, Kept>();
  /** A commit never says anything else: whoever looks every few minutes reads it once. */
  const readNewest = async (target: string, git: Git, version: string): Promise<Kept> => {
    const known = newest.get(target);
    const kept = known?.version === version ? known : await readState(git, version);
    newest.set(target, kept);
    return kept;
  };
  return {
    describe: refs.describe,
    author: refs.author,
    read: (target) => refs.read(target, (git, version) => readNewest(target, git, version)),
    async swap({ target, before, next }) {
      const [parent, earlier] = [before?.version ?? null, before?.state ?? null];
      const changes = changesBetween(earlier, next);
      const commit = await refs.swap(target, { parent, changes, message: commitMessage(earlier, next) });
      return commit === null ? null : { version: commit, state: next };
    },
    publish: (target, { version }) => refs.publish(target, version),
    retract: (target, kept, before) => refs.retract(target, kept.version, before?.version ?? null),
    history: async (target) => (await refs.read(target, readHistory)) ?? [],
  };
}

async function readState(git: Git, version: string): Promise<Kept> {
  return { version, state: stateOf(await readFiles(git, version)) };
}

/** The newest commit of each run says how the run ended. */
async function readHistory(git: Git, head: string): Promise<readonly HistoryEntry[]> {
  const newest = new Map<string, string>();
  for (const { commit, message } of await readChain(git, head)) {
    const run = runInMessage(message);
    if (run !== null && !newest.has(run)) newest.set(run, `${commit}:${RUN}`);
  }
  const names = [...newest.values()];
  const texts = await readObjects(git, names);
  return names.map((name, index) => historyEntry(readRun(parseJson(texts[index] ?? '', name), name)));
}
