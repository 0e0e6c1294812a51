/** What a route answers, and the refusals it may throw instead. */
import type { World } from '../world/world.ts';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export class Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Some refusals are plain text (reference: 401, and 403 at times). */
  readonly plain: boolean;

  constructor(
    status: number,
    message: string,
    plain = false,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.plain = plain;
    this.headers = headers;
  }
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const data = (value: unknown, status = 200): Answer => ({ status, body: { data: value } });
export const empty = (status: number): Answer => ({ status });

export const notFound = (what: string): Refusal => new Refusal(404, `${what} not found`);
/** RM unknown 2: 400 for a request that is wrong in itself. */
export const invalid = (world: World, message: string): Refusal =>
  new Refusal(world.state.switches.invalidStatus, message);
/** RM unknown 2: 409 for a conflict with something that exists. */
export const conflict = (world: World, message: string): Refusal =>
  new Refusal(world.state.switches.conflictStatus, message);
