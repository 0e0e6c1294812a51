/** What the action needs of the world; `main.ts` takes it from the process, tests hand in their own. */
export interface ActionIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** The job's log, which is also where the runner reads its workflow commands. */
  log(text: string): void;
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  newId(): string;
  /** The program and the first arguments that start Muleteer's command line. */
  readonly muleteer: readonly [string, ...string[]];
}

/** Something that the person who set up the job can put right. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
