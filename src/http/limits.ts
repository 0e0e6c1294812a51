/** How long a request may take, in milliseconds. */
export interface RequestLimits {
  /** Until a connection is there. */
  readonly connect: number;
  /** Of a read: until the answer begins, and between any two parts of it. */
  readonly read: number;
  /** Of a write, from the last byte that was sent. */
  readonly write: number;
}

/** A read that takes longer has been forgotten by somebody; after an upload the service may have much to do. */
export const REQUEST_LIMITS: RequestLimits = { connect: 10_000, read: 60_000, write: 300_000 };
