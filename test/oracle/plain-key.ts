import type { State } from './estate.ts';

/** Everything about a state that can matter, with every name as it is. */
export function plainKey(state: State, interrupted: ReadonlySet<string>): string {
  const servers = [...state.servers].map(([name, { home }]) => `${name}:${home?.place},${home?.ip}`);
  const places = [...state.places].map(([name, form]) => `${name}:${form}`);
  const applications = [...state.applications].map(
    ([address, { bytes, status, owned }]) => `${address}:${bytes},${status},${owned}`,
  );
  return [servers, places, applications, [...interrupted]].map((texts) => texts.sort().join(';')).join('|');
}
