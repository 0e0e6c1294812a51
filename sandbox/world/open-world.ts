/** Opens a world: from its saved state, else from its file or object, else the default one. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Clock } from '../clock.ts';
import { ArtifactStore } from './artifact-store.ts';
import { buildState } from './build-state.ts';
import { Entry } from './entry.ts';
import type { WorldInput } from './input.ts';
import { loadState } from './state-file.ts';
import { World } from './world.ts';

export interface WorldSource {
  readonly world?: WorldInput | string;
  readonly statePath?: string;
}

/** @throws Error with one line that names the file and what is wrong with it. */
export async function openWorld(source: WorldSource): Promise<World> {
  const saved = source.statePath === undefined ? undefined : loadState(source.statePath);
  const artifacts = await ArtifactStore.open(
    source.statePath === undefined ? undefined : `${source.statePath}.artifacts`,
  );
  if (saved) return new World(saved.state, new Clock(saved.clock.mode, timeAgain(saved.clock)), artifacts);
  try {
    return await buildWorld(source.world, artifacts);
  } catch (error) {
    await artifacts.close();
    throw error;
  }
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
