/** A git command that did not succeed. */
export class GitFailure extends Error {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** Everything it said, without credentials; the last lines of it are the reason. */
  readonly output: string;

  constructor(detail: {
    readonly exitCode: number | null;
    readonly timedOut: boolean;
    readonly output: string;
  }) {
    const output = hideCredentials(detail.output);
    super(output);
    this.exitCode = detail.exitCode;
    this.timedOut = detail.timedOut;
    this.output = output;
  }

  /** There was no git to run. */
  get notInstalled(): boolean {
    return /^Error: spawn \S+ (ENOENT|EACCES)/m.test(this.output);
  }

  /** What went wrong, in one line of git's own words. */
  get reason(): string {
    if (this.timedOut) return 'no answer';
    if (this.notInstalled) return 'git is not installed';
    const lines = this.output.split('\n').map((line) => line.trim());
    const told = lines.find((line) => /^(fatal|error|remote: (fatal|error)):/.test(line));
    const reason = told ?? lines.find((line) => line !== '' && !line.startsWith('hint:')) ?? '';
    return (
      reason.replace(/^(remote: )?(fatal|error): /, '').replace(/\.$/, '') ||
      `git ended with ${this.exitCode}`
    );
  }
}

/** The user and password of every URL in a text, left out. */
export function hideCredentials(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/]*@/gi, '$1');
}
