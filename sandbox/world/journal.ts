/** What was asked and what really happened: kept beside the state, never part of what the services answer. */

export type Service = 'accounts' | 'runtime-manager' | 'mmc';

export interface LogEntry {
  readonly n: number;
  readonly time: number;
  readonly service: Service;
  readonly method: string;
  readonly path: string;
  /** null while the request is being answered, and for one that was cut before. */
  status: number | null;
  readonly write: boolean;
  body?: unknown;
  fault?: string;
}

export type EffectClass =
  | 'registration-loss'
  | 'app-copy'
  | 'alert-loss'
  | 'server-restart'
  | 'app-restart'
  | 'app-stop'
  | 'config-loss'
  | 'access-loss';

export interface EffectEntry {
  /** The number of the request that caused it. */
  readonly n: number;
  readonly time: number;
  readonly class: EffectClass;
  readonly subject: string;
}

export class Journal {
  log: LogEntry[] = [];
  effects: EffectEntry[] = [];
  /** Not reset, so that an effect's number names one request for good. */
  #count = 0;

  clear(): void {
    this.log = [];
    this.effects = [];
  }

  open(entry: Omit<LogEntry, 'n' | 'status'>): LogEntry {
    this.#count += 1;
    const opened: LogEntry = { n: this.#count, status: null, ...entry };
    this.log.push(opened);
    return opened;
  }
}
