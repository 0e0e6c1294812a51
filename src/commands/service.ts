/**
 * `reconcile` as a service: the loop gives every target of the newest good revision its turns. It ends when it is told
 * to, with the calls that are on their way.
 */
import { atMostEvery } from '../loop/at-most-every.ts';
import { createLoop, type Loop } from '../loop/loop.ts';
import type { Trigger, TurnResult } from '../model/turn.ts';
import type { ListenAddress } from '../serve/listen-address.ts';
import { type CallsUnderway, createCallsUnderway } from './calls-underway.ts';
import { followRevisions } from './follow-revisions.ts';
import { EXIT, type Io } from './io.ts';
import { createNews } from './news.ts';
import type { OutputOptions } from './options.ts';
import { followed, type RevisionOptions } from './revision.ts';
import type { LookReason, RevisionSource } from './revision-source.ts';
import { createRevisions, type Revisions } from './revisions.ts';
import { runTurn, type TurnListener, type TurnSettings } from './run-turn.ts';
import { createTurnLogs, logError, openServiceLog, type TurnLogs } from './service-log.ts';
import { openServiceStatus, type ServiceStatus } from './service-status.ts';

export interface ServiceOptions extends RevisionOptions, TurnSettings, OutputOptions {
  /** Where it shows its status. */
  readonly listen: ListenAddress | 'none';
  /** How many targets have their turn at once. */
  readonly turns: number;
  /** Milliseconds. */
  readonly interval: number;
}

/** However fast pushes are told, the loop looks no sooner again: turns may be quicker than a storm of hooks. */
const HOOKS_PAUSE_MS = 5_000;

export async function runService(
  paths: readonly string[],
  source: RevisionSource,
  options: ServiceOptions,
  io: Io,
): Promise<number> {
  const log = openServiceLog(options, io);
  const logs = createTurnLogs(log, options, io);
  const revisions = createRevisions();
  const calls = createCallsUnderway();
  const hooked = createHooked();
  const status = await openServiceStatus(
    { listen: options.listen, branch: source.branch, onPush: hooked.push, revisions },
    log,
    io,
  );
  let wasCut = false;
  const loop: Loop = createLoop({
    turn: createTurn({ revisions, calls, logs, status, options, io }),
    on(event) {
      logs.on(event);
      status.on(event);
      wasCut ||= event.type === 'turn_end' && isCut(event.result);
    },
    ...{ interval: options.interval, now: io.clock.now, after: io.after, random: io.random },
    atOnce: options.turns,
    isSending: calls.isSending,
  });
  const following = followRevisions({
    ...{ source, paths, options, log, io },
    take(held, subject, reasons) {
      const isFirst = revisions.current() === null;
      revisions.replace(held);
      status.taken(held.revision, subject);
      const names = followed(held.revision).map(({ name }) => name);
      loop.follow(names, isFirst ? 'start' : triggerOf(reasons));
    },
    hasGood: () => revisions.current() !== null,
    broken: status.broken,
    lookAgain: (reason) => loop.trigger(reason),
  });
  const ignoreHangUps = io.onHangUp(() => following.ask('signal'));
  const failed = (error: Error): void => logError(log, error, 'changes of files may not be seen');
  const unwatch = await source.watch(() => following.ask('changed'), failed);
  following.ask('start');
  const pace = { pause: HOOKS_PAUSE_MS, now: io.clock.now, after: io.after };
  const hooks = atMostEvery(pace, () => following.ask('hook'));
  hooked.to(hooks.ask);
  await aborted(io.signal);
  log.info('stopping');
  hooks.stop();
  following.stop();
  const left = await loop.stop();
  if (left.length > 0) log.warn({ targets: left }, 'turns that do not end are left');
  ignoreHangUps();
  await status.close();
  await unwatch();
  await revisions.current()?.checkout.release();
  log.info('stopped');
  return wasCut || left.length > 0 ? EXIT.interrupted : EXIT.done;
}

function triggerOf(reasons: ReadonlySet<LookReason>): Trigger {
  return reasons.has('signal') ? 'signal' : 'commit';
}

function isCut({ error, report }: TurnResult): boolean {
  return error?.code === 'interrupted' || report?.interrupted === true;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

interface TurnParts {
  readonly revisions: Revisions;
  readonly calls: CallsUnderway;
  readonly logs: TurnLogs;
  readonly status: Pick<ServiceStatus, 'trace'>;
  readonly options: ServiceOptions;
  readonly io: Io;
}

function createTurn({ revisions, calls, logs, status, options, io }: TurnParts) {
  const isNews = createNews();
  return (name: string, trigger: Trigger): Promise<TurnResult> =>
    revisions.use(async ({ revision, checkout }) => {
      const target = revision.targets.find((one) => one.name === name);
      if (target === undefined) throw new Error(`${name} is no target of this revision`);
      const { planned, trace, ...told } = logs.listen(name);
      const listener: TurnListener = {
        ...told,
        isNews,
        trace(request) {
          trace(request);
          status.trace(request);
        },
        planned(made) {
          const hear = planned(made);
          return (event) => {
            calls.on(name, event);
            hear(event);
          };
        },
        ended() {},
        failed() {},
      };
      const own = { ...io, cwd: checkout.cwd };
      try {
        return await runTurn({ target, trigger, revision }, options, { io: own, listener });
      } finally {
        calls.forget(name);
      }
    });
}

/** A push may be told before there is anybody to tell. */
function createHooked() {
  let pushed = (): void => {};
  return {
    push: () => pushed(),
    to(action: () => void) {
      pushed = action;
    },
  };
}
