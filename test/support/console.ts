/** User groups of a console that a test describes. */
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Bench, openBench } from './bench.ts';
import { CONSOLE, documents, manifest } from './manifests.ts';

export const OPS = { name: 'Ops', description: 'old', permissions: ['SERVER_VIEW', 'VIEW_ALERTS'] };

export interface ConsoleOptions {
  readonly mmc?: WorldInput['mmc'];
  readonly switches?: WorldInput['switches'];
}

/** A bench with a Console and the given documents. */
export async function openConsole(
  texts: readonly string[],
  { mmc = {}, switches = {} }: ConsoleOptions = {},
): Promise<Bench> {
  const bench = await openBench({ switches, mmc: { userGroups: [OPS], ...mmc } });
  const context = mmc.context ?? 'mmc';
  await bench.write({ 'mmc.yaml': documents(CONSOLE.replace('$URL/mmc', `$URL/${context}`), ...texts) });
  return bench;
}

export function group(name: string, permissions: string, more = '', metadata = ''): string {
  const quoted = JSON.stringify(name);
  return manifest(
    'UserGroup',
    quoted,
    `{ permissions: [${permissions}]${more === '' ? '' : `, ${more}`} }`,
    metadata,
  );
}

interface Stored {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
}

/** What the console has under a name, permissions sorted. */
export async function stored(bench: Bench, name: string): Promise<Stored | undefined> {
  const world = (await bench.control('GET', 'world')) as { console: { userGroups: readonly Stored[] } };
  const found = world.console.userGroups.find((one) => one.name === name);
  return found && { ...found, permissions: [...found.permissions].sort() };
}
