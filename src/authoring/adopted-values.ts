/** What a manifest would say if it were as live is, for what it declares. */
import type { Change, FieldChange } from '../model/change.ts';
import { asObject, type Json } from '../model/json.ts';
import type { Declaration } from '../model/kind.ts';
import type { SpecObject } from '../model/spec-value.ts';

export interface Adopted {
  /** Field of the spec → its value in the manifest's words. */
  readonly wanted: Readonly<Record<string, Json>>;
  /** Differences that cannot be taken over, and why. */
  readonly left: readonly { readonly path: string; readonly why: string }[];
}

/** @param declared the fields that the manifest has */
export function adoptedValues(
  change: Change,
  { fields, express }: Declaration,
  declared: SpecObject,
): Adopted {
  const live = asObject(asObject(change.before?.value)?.spec);
  if (live === undefined)
    return { wanted: {}, left: [{ path: '', why: 'it is not live: there is nothing to take' }] };
  const expressed = express(live as SpecObject);
  const differs = new Set(change.fields.map(({ path }) => path));
  const wanted = Object.entries(expressed).filter(([field]) => {
    // Members are written in another way where a cluster turns from one way of finding each other to the other.
    const follows = fields[field]?.compare === 'set' && differs.size > 0;
    return declared[field] !== undefined && (differs.has(`spec.${field}`) || follows);
  });
  const left = change.fields.flatMap((field) => whyLeft(field, fields, expressed));
  return { wanted: Object.fromEntries(wanted) as Adopted['wanted'], left };
}

function whyLeft(
  { path, before }: FieldChange,
  fields: Declaration['fields'],
  expressed: SpecObject,
): Adopted['left'] {
  if (path === 'metadata.name')
    return [
      { path, why: `it is called ${String(before)} now; write that name here and where it is referred to` },
    ];
  const field = path.replace(/^spec\./, '');
  if (fields[field]?.writeOnly === true) return [{ path, why: 'the service does not give it back' }];
  return expressed[field] === undefined ? [{ path, why: 'the service does not tell it' }] : [];
}
