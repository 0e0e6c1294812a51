import type { Json } from '../../model/json.ts';

/** A value as a manifest writes it: what looks like a placeholder is none. */
export function literal(value: Json): Json {
  // A function, since a plain replacement gives a dollar another meaning.
  if (typeof value === 'string') return value.replaceAll('${', () => '$${');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(literal);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, literal(one as Json)]));
}
