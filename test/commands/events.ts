/** The lines of `-o ndjson`, each held against its schema. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../schemas/events.schema.json'), 'utf8'),
) as object;
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

export interface Event {
  readonly type: string;
  readonly '@level': string;
  readonly '@message': string;
  readonly '@timestamp': string;
  readonly call?: { readonly id: string; readonly addr: string; readonly origin: object | null };
  readonly [key: string]: unknown;
}

/** Every line, in order. Fails where one is no JSON, or not as the schema says. */
export function eventsIn(text: string): readonly Event[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const event = JSON.parse(line) as Event;
      validate(event);
      expect(validate.errors ?? [], line).toEqual([]);
      return event;
    });
}

export function typesOf(events: readonly Event[]): readonly string[] {
  return events.map(({ type }) => type);
}
