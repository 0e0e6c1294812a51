/** What the service answers and tells, held against its schema, and the plans in it against theirs. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

interface Schema {
  readonly properties: Readonly<Record<string, { readonly properties?: object }>>;
  readonly $defs: Readonly<Record<string, Schema>>;
}

function read(name: string): Schema {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8'));
}

export const PLAN_SCHEMA = read('plan');
export const STATUS_SCHEMA = read('status');

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
ajv.addSchema(PLAN_SCHEMA, 'plan');
ajv.addSchema(STATUS_SCHEMA, 'status');

/** Fails where it is not as the schema says: `status`, or the definition `status#/$defs/target` alone. */
export function expectValid(schema: string, value: unknown): void {
  ajv.validate(schema, value);
  expect(ajv.errors ?? [], JSON.stringify(value).slice(0, 2_000)).toEqual([]);
}

interface WithPlans {
  readonly targets: readonly { readonly plan: unknown }[];
}

/** An answer of `GET /api/status`: everything that is not in events is there, too. */
export function expectWholeStatus(value: unknown): void {
  expectValid('status', value);
  const { targets } = value as WithPlans;
  const keys = Object.keys(STATUS_SCHEMA.$defs.target?.properties ?? {}).sort();
  for (const target of targets) {
    expect(Object.keys(target).sort()).toEqual(keys);
    if (target.plan !== null) expectValid('plan', target.plan);
  }
}
