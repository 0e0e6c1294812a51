import type { WorldInput } from '../../sandbox/world/input.ts';
import { LATER, openLab } from '../sandbox/support.ts';
import type { Action } from './actions.ts';
import type { Episode, LogRow } from './read-log.ts';
import type { SandboxWorld } from './sandbox-world.ts';
import { sendAction } from './send-action.ts';

export interface Effect {
  /** The request that caused it. */
  readonly n: number;
  readonly class: string;
  readonly subject: string;
}

/** An episode of one row for each action, with what tells which row an effect belongs to. */
export interface NumberedEpisode extends Episode {
  readonly log: readonly (LogRow & { readonly n: number })[];
  readonly effects: readonly Effect[];
}

/** One sandbox that is sent one action after the other, each of them settled before the next. */
export interface SandboxRun {
  world(): SandboxWorld;
  /** Whether it was accepted. */
  send(action: Action): Promise<boolean>;
  /** What happened so far. */
  episode(): Promise<NumberedEpisode>;
  close(): Promise<void>;
}

export async function openRun(input: WorldInput): Promise<SandboxRun> {
  const lab = await openLab(input);
  const read = async (path: string) => (await lab.control('GET', path)).body;
  const before: SandboxWorld = await read('/world');
  let now = before;
  return {
    world: () => now,
    async send(action) {
      const { status } = await sendAction(lab, now, action);
      await lab.advance(LATER);
      now = await read('/world');
      return status < 300;
    },
    async episode() {
      const log: NumberedEpisode['log'] = await read('/log');
      const writes = log.filter(({ write, service }) => write && service === 'runtime-manager');
      return { before, after: now, log: writes, effects: await read('/effects') };
    },
    close: () => lab.sandbox.close(),
  };
}
