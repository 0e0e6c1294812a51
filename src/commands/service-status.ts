/** What a service shows of itself over HTTP: it is told what happens here, and passes on what a hook says. */
import type { LoopEvent } from '../loop/target-loop.ts';
import type { BrokenRevision } from '../model/loop-status.ts';
import type { TurnResult } from '../model/turn.ts';
import type { ListenAddress } from '../serve/listen-address.ts';
import { createMetrics } from '../serve/metrics.ts';
import { startServer } from '../serve/start-server.ts';
import { createStatusBoard, type StatusBoard } from '../serve/status-board.ts';
import { VERSION } from '../version.ts';
import type { Io } from './io.ts';
import type { Revision } from './revision.ts';
import type { TurnListener } from './run-turn.ts';
import { logError, type ServiceLog } from './service-log.ts';
import { statusSecrets } from './status-settings.ts';

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
}

/** @throws MuleteerError `settings` where it must not, or cannot, listen there */
export async function openServiceStatus(
  { listen, branch, onPush }: StatusOptions,
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
  let revision: Revision | null = null;
  return {
    taken(next, subject) {
      revision = next;
      board.tell(eventOf(next, subject, now()));
      for (const { name } of next.targets) void tellHistory(name, next, { board, log });
    },
    broken: (broken) => board.tell({ type: 'broken', broken: { ...broken, since: now() } }),
    on(event) {
      board.tell(event);
      if (event.type === 'turn_end' && revision !== null && hasWritten(event.result))
        void tellHistory(event.result.target, revision, { board, log });
    },
    trace: metrics.request,
    close: async () => server?.close(),
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

/** The loop goes on without it. */
async function tellHistory(
  target: string,
  { record }: Revision,
  { board, log }: { readonly board: StatusBoard; readonly log: ServiceLog },
): Promise<void> {
  if (!record.store.remembers) return;
  try {
    board.tell({ type: 'history', target, entries: await record.store.history(target) });
  } catch (error) {
    logError(log, error, `the history of ${target} is not shown`);
  }
}
