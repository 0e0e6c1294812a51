/**
 * One base for everything that we raise. `code` tells failures apart, `message` says what happened in one line,
 * `hint` what to do. A stack trace is for bugs only.
 */
export type ErrorCode =
  | 'usage'
  | 'settings'
  | 'manifests'
  | 'refused'
  | 'sign_in'
  | 'forbidden'
  | 'not_found'
  | 'api'
  | 'unreachable'
  | 'unexpected_answer'
  | 'lost'
  | 'interrupted'
  | 'bug';

export interface ErrorDetail {
  readonly hint?: string;
  readonly cause?: unknown;
  /** By the names of the targets that it is about: what it says of each. Left out where it is about the whole run. */
  readonly byTarget?: Readonly<Record<string, string>>;
  /** It goes away without anybody doing something about it, such as somebody else's lock. */
  readonly passes?: boolean;
}

export class MuleteerError extends Error {
  override readonly name: string = 'MuleteerError';
  readonly code: ErrorCode;
  readonly hint: string | null;
  readonly byTarget: Readonly<Record<string, string>>;
  readonly passes: boolean;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = code;
    this.hint = detail.hint ?? null;
    this.byTarget = detail.byTarget ?? {};
    this.passes = detail.passes ?? false;
  }
}

/**
 * A request that did not succeed. `arrived` says whether the service may have carried it out: a write that may
 * have arrived is never repeated blindly.
 */
export class RequestError extends MuleteerError {
  override readonly name = 'RequestError';
  readonly status: number | null;
  readonly arrived: 'no' | 'maybe';
  /** True where the same request may succeed later (throttled, restarting gateway, lost connection). */
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    detail: ErrorDetail & {
      readonly status?: number;
      readonly arrived: 'no' | 'maybe';
      readonly retryable?: boolean;
    },
  ) {
    super(code, message, detail);
    this.status = detail.status ?? null;
    this.arrived = detail.arrived;
    this.retryable = detail.retryable ?? false;
  }
}

/**
 * Whether looking again may help: throttled, restarting, lost, or a page of a gateway instead of an answer. Only for
 * reading; a write is another matter.
 */
export function isPassing(error: MuleteerError): boolean {
  return error.code === 'unexpected_answer' || (error instanceof RequestError && error.retryable);
}

/** Whether a service does not let these credentials read something, or has no such thing. */
export function isWithheld(error: unknown): boolean {
  return error instanceof RequestError && (error.code === 'forbidden' || error.code === 'not_found');
}
