/** Opens a world: from its saved state, else from its file or object, else the default one. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Clock } from '../clock.ts';
import { ArtifactStore } from './artifact-store.ts';
import { buildState } from './build-state.ts';
import { Entry } from './entry.ts';
import type { WorldInput } from './input.ts';
import type { ArtifactSource, State } from './state.ts';
import { loadState } from './state-file.ts';
import { World } from './world.ts';

export interface WorldSource {
  readonly world?: WorldInput | string;
  readonly statePath?: string;
  /** As if there were no saved state yet: a reset. */
  readonly anew?: boolean;
}

/** @throws Error with one line that names the file and what is wrong with it. */
export async function openWorld(source: WorldSource): Promise<World> {
  const { statePath } = source;
  const saved = statePath === undefined || source.anew ? undefined : loadState(statePath);
  const artifacts = await ArtifactStore.open(statePath === undefined ? undefined : `${statePath}.artifacts`);
  try {
    const world = saved
      ? new World(saved.state, new Clock(saved.clock.mode, timeAgain(saved.clock)), artifacts)
      : await buildWorld(source.world, artifacts);
    await artifacts.keepOnly(sourcesOf(world.state));
    return world;
  } catch (error) {
    await artifacts.close();
    throw error;
  }
}

function* sourcesOf(state: State): Generator<ArtifactSource> {
  for (const { artifact } of state.applications.values()) yield artifact.source;
  for (const { source } of state.exchange) yield source;
}

/** A stopped clock goes on where it stood; a running one has run meanwhile. */
function timeAgain(clock: { readonly mode: string; readonly now: number }): number {
  return clock.mode === 'manual' ? clock.now : Math.max(clock.now, Date.now());
}

async function buildWorld(input: WorldInput | string | undefined, artifacts: ArtifactStore): Promise<World> {
  const file = typeof input === 'string' ? input : undefined;
  try {
    const world = new Entry(file === undefined ? (input ?? {}) : readWorld(file), '');
    const settings = world.entry('clock');
    const clock = new Clock(settings?.choice('mode', ['real', 'manual']) ?? 'real', settings?.time('now'));
    settings?.done();
    return new World(await buildState(world, clock.now(), artifacts), clock, artifacts);
  } catch (error) {
    const problem = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
    throw new Error(`${file ?? 'world'}: ${problem}`, { cause: error });
  }
}

/** YAML reads JSON, too. An empty file is the default world. */
function readWorld(file: string): unknown {
  return parse(readFileSync(file, 'utf8')) ?? {};
}
