/** A path as it is shown and logged: a query may hold what nobody else is to see. */
export function withoutQuery(path: string): string {
  return path.split('?')[0] ?? path;
}
