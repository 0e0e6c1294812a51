import type { FieldRule } from '../model/fields.ts';
import type { SpecValue } from '../model/spec-value.ts';
import { canonical, fingerprint } from './canonical.ts';
import { digestOf } from './compare-values.ts';

/** A digest that two values share when the field's rule calls them the same. Secrets go by their references. */
export function valuePrint(rule: FieldRule | undefined, value: SpecValue | undefined): string {
  if (rule?.compare === 'digest') return fingerprint(digestOf(value) ?? value);
  if (rule?.compare === 'set' && Array.isArray(value)) return fingerprint(value.map(canonical).sort());
  return fingerprint(value);
}
