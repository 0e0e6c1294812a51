/** Reading what clients send: JSON bodies, and numbers that may come as strings. */
import type { FastifyRequest } from 'fastify';
import type { World } from '../world/world.ts';
import { invalid, Refusal } from './answer.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws Refusal when the body is no JSON object. */
export function bodyOf(world: World, request: FastifyRequest): JsonObject {
  if (!isObject(request.body)) throw invalid(world, 'A JSON object is required');
  return request.body;
}

/** Reference: the official CLI sends numeric ids as strings, other clients as numbers. */
export function readInteger(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  return typeof value === 'string' && /^\d{1,15}$/.test(value.trim()) ? Number(value) : undefined;
}

export function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}

/** The id in a path. The CLI tries a name first and needs a refusal for it (reference, quirk 24). */
export function pathId(world: World, request: FastifyRequest, name = 'id'): number {
  const { params } = request;
  const text = isObject(params) ? params[name] : undefined;
  const id = readInteger(text);
  if (id === undefined)
    throw new Refusal(world.state.switches.nonNumericIdStatus, `Not an id: ${String(text)}`);
  return id;
}

export function queryOf(request: FastifyRequest): JsonObject {
  return isObject(request.query) ? request.query : {};
}
