/**
 * The turns of all targets, side by side up to a limit. Which targets there are, the revision says that is followed;
 * what a turn is, whoever makes the loop. It sends nothing and reads nothing itself.
 */
import { createSlots } from '../model/slots.ts';
import type { Trigger } from '../model/turn.ts';
import { createTargetLoop, type TargetLoop, type TargetLoopOptions, type TargetView } from './target-loop.ts';

export interface LoopOptions extends Omit<TargetLoopOptions, 'slots'> {
  /** How many targets have their turn at once; at least 1. */
  readonly atOnce: number;
  /** Whether a write to this target is on its way, so that its turn must not be left. */
  readonly isSending: (target: string) => boolean;
}

export interface Loop {
  /** From now on these targets, and no others, each with a turn at once. */
  follow(targets: readonly string[], trigger: Trigger): void;
  /** Looks again at one target, or at all. Nothing happens for a target that nobody follows. */
  trigger(reason: Trigger, target?: string): void;
  /** In the order in which they were named. */
  view(): readonly TargetView[];
  /**
   * No turn is started any more. Resolves when those that go on have ended, which somebody else has to tell them, or
   * are not worth waiting for any longer: then to the targets whose turn is left.
   */
  stop(): Promise<readonly string[]>;
}

/** How long a turn without a write on its way may take to end. All of us has ten seconds, with what comes after it. */
const STOP_WITHIN_MS = 8_000;

export function createLoop(options: LoopOptions): Loop {
  const slots = createSlots(options.atOnce);
  /** Those that are followed no more stay while their last turn goes on: it must not meet another one. */
  const loops = new Map<string, TargetLoop>();
  let followed: readonly string[] = [];
  let stopped = false;

  const start = (target: string, trigger: Trigger): void => {
    const loop = loops.get(target) ?? createTargetLoop(target, { ...options, slots });
    loops.set(target, loop);
    loop.reopen();
    loop.trigger(trigger);
  };
  const leave = (target: string, loop: TargetLoop): void => {
    loop.close();
    void loop.idle().then(() => {
      if (!followed.includes(target)) loops.delete(target);
    });
  };
  return {
    follow(targets, trigger) {
      if (stopped) return;
      followed = targets;
      for (const [target, loop] of loops) if (!targets.includes(target)) leave(target, loop);
      for (const target of targets) start(target, trigger);
    },
    trigger(reason, target) {
      for (const one of target === undefined ? followed : [target]) loops.get(one)?.trigger(reason);
    },
    view: () => followed.flatMap((target) => loops.get(target)?.view() ?? []),
    async stop() {
      stopped = true;
      for (const loop of loops.values()) loop.close();
      const running = (): [string, TargetLoop][] =>
        [...loops].filter(([, loop]) => loop.view().state === 'running');
      const ended = Promise.all(running().map(([, loop]) => loop.idle()));
      await withinTime(ended, STOP_WITHIN_MS, options);
      const sending = running().filter(([target]) => options.isSending(target));
      await Promise.all(sending.map(([, loop]) => loop.idle()));
      return running().map(([target]) => target);
    },
  };
}

async function withinTime(
  work: Promise<unknown>,
  limit: number,
  { after }: Pick<LoopOptions, 'after'>,
): Promise<void> {
  let callOff = (): void => {};
  const late = new Promise<void>((resolve) => {
    callOff = after(limit, resolve);
  });
  await Promise.race([work, late]);
  callOff();
}
