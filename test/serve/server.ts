/** The status server on a free port, fed by hand. */
import { onTestFinished } from 'vitest';
import type { HookOptions } from '../../src/serve/hooks/hook-routes.ts';
import { createMetrics, type Metrics } from '../../src/serve/metrics.ts';
import { startServer } from '../../src/serve/start-server.ts';
import { createStatusBoard, type StatusBoard } from '../../src/serve/status-board.ts';
import { START } from './turn-results.ts';

export interface ServedStatus {
  readonly url: string;
  readonly board: StatusBoard;
  readonly metrics: Metrics;
  /** What was logged, as it would be written. */
  readonly logged: readonly string[];
  /** Moves the server's clock, and does what it does again and again. */
  advance(milliseconds: number): void;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

export interface ServeParts {
  readonly token?: string;
  readonly hooks?: HookOptions;
  readonly mask?: (text: string) => string;
}

async function serve({ token, hooks, mask = (text) => text }: ServeParts = {}): Promise<ServedStatus> {
  let now = START;
  const beats = new Set<() => void>();
  const logged: string[] = [];
  const board = createStatusBoard();
  const metrics = createMetrics({ source: board, now: () => now });
  const server = await startServer({
    listen: { host: '127.0.0.1', port: 0 },
    token: token ?? null,
    hooks: hooks ?? null,
    source: board,
    metrics,
    mask,
    version: '0.1.0',
    log: { warn: (about, message) => void logged.push(JSON.stringify({ ...about, message })) },
    now: () => now,
    every(_, action) {
      beats.add(action);
      return () => beats.delete(action);
    },
  });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= server.close();
    return closing;
  };
  return {
    url: server.url,
    board,
    metrics,
    logged,
    advance(milliseconds) {
      now += milliseconds;
      for (const beat of beats) beat();
    },
    get: (path, headers = {}) => fetch(`${server.url}${path}`, { headers }),
    close,
  };
}

/** Gone with the test. */
export async function serveInTest(parts: ServeParts = {}): Promise<ServedStatus> {
  const served = await serve(parts);
  onTestFinished(() => served.close());
  return served;
}
