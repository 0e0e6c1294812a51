/** JSON for people and for git: keys sorted, two spaces, a line break at the end. Same value, same bytes. */
export function stableJson(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // Without a prototype, so that a field named `__proto__` stays a field.
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, item] of entries) copy[key] = sorted(item);
  return copy;
}
