/** What a service shows of itself over HTTP: it is told what happens here, and passes on what a hook says. */
import type { LoopEvent } from '../loop/target-loop.ts';
import type { BrokenRevision } from '../model/loop-status.ts';
import type { TurnResult } from '../model/turn.ts';
import type { ListenAddress } from '../serve/listen-address.ts';
import { createMetrics } from '../serve/metrics.ts';
import { startServer } from '../serve/start-server.ts';
import { createStatusBoard } from '../serve/status-board.ts';
import { VERSION } from '../version.ts';
import type { Io } from './io.ts';
import type { Revision } from './revision.ts';
import type { Revisions } from './revisions.ts';
import type { TurnListener } from './run-turn.ts';
import { logError, type ServiceLog } from './service-log.ts';
import { statusSecrets } from './status-secrets.ts';

export interface ServiceStatus {
  taken(revision: Revision, subject: string | null): void;
  broken(broken: Omit<BrokenRevision, 'since'>): void;
  on(event: LoopEvent): void;
  readonly trace: TurnListener['trace'];
  close(): Promise<void>;
}

export interface StatusOptions {
  readonly listen: ListenAddress | 'none';
  /** The branch that is followed; null: any. */
  readonly branch: string | null;
  readonly onPush: () => void;
  /** Whose files stay for as long as the history is read beside them. */
  readonly revisions: Revisions;
}

/** @throws MuleteerError `settings` where it must not, or cannot, listen there */
export async function openServiceStatus(
  { listen, branch, onPush, revisions }: StatusOptions,
  log: ServiceLog,
  io: Io,
): Promise<ServiceStatus> {
  const board = createStatusBoard();
  const { now } = io.clock;
  const metrics = createMetrics({ source: board, now });
  const { token, hookSecret } = await statusSecrets(io);
  const hooks = hookSecret === null ? null : { secret: hookSecret, branch, onPush };
  const shown = { source: board, metrics, log, now, mask: io.mask.apply, every: io.every, version: VERSION };
  const server = listen === 'none' ? null : await startServer({ ...shown, listen, token, hooks });
  if (server !== null) log.info({ url: server.url }, 'the status is shown');
  let isOpen = true;
  /** The loop goes on without it, and ends without it. */
  const tellHistory = (target: string): void => {
    historyOf(target, revisions).then(
      (entries) => entries !== null && board.tell({ type: 'history', target, entries }),
      (error) => isOpen && logError(log, error, `the history of ${target} is not shown`),
    );
  };
  return {
    taken(next, subject) {
      board.tell(eventOf(next, subject, now()));
      for (const { name } of next.targets) tellHistory(name);
    },
    broken: (broken) => board.tell({ type: 'broken', broken: { ...broken, since: now() } }),
    on(event) {
      board.tell(event);
      if (event.type === 'turn_end' && hasWritten(event.result)) tellHistory(event.result.target);
    },
    trace: metrics.request,
    async close() {
      isOpen = false;
      await server?.close();
    },
  };
}

function eventOf({ source, targets }: Revision, subject: string | null, loadedAt: number) {
  return {
    type: 'revision',
    revision: { ...source, subject, loadedAt },
    targets: targets.map(({ name, kind, policy }) => ({ name, kind, policy: policy.sync })),
  } as const;
}

function hasWritten({ report }: TurnResult): boolean {
  return report?.outcomes.some(({ accepted }) => accepted) === true;
}

/** Null where nobody remembers any. */
function historyOf(target: string, revisions: Revisions) {
  return revisions.use(async ({ revision }) => {
    const { store } = revision.record;
    return store.remembers ? store.history(target) : null;
  });
}
