/** A user group of a console that somebody else writes, too, and whoever is told of it. */
import { startReceiver, type Told } from '../notify/receiver.ts';
import { Lab } from '../sandbox/support.ts';
import type { Bench, CliResult } from '../support/bench.ts';
import { group, openConsole, stored } from '../support/console.ts';
import { CONSOLE, documents } from '../support/manifests.ts';

export const RECORD = ['--record', 'file:record'];
export const ADDRESS = 'mmc/UserGroup/Deployers';
export const DAY = 24 * 60 * 60_000;

/** As declared. */
export const DECLARED = { description: 'from git', permissions: ['VIEW_ALERTS'] };

interface Group {
  readonly description: string;
  readonly permissions: readonly string[];
}

export interface Flipping {
  readonly bench: Bench;
  readonly env: Readonly<Record<string, string>>;
  /** What the webhook was told that is no change of ours. */
  notices(): readonly Notice[];
  declare(declared?: Group, metadata?: string): Promise<void>;
  /** What the other one writes, each time that it runs. */
  otherWriter(sets: Partial<Group>): Promise<void>;
  live(): Promise<Group>;
  /** `reconcile --once` so many days after the first. */
  turn(day: number): Promise<CliResult>;
}

interface Notice extends Told {
  readonly flips: readonly { readonly address: string; readonly path: string; readonly message: string }[];
}

export async function openFlipping(): Promise<Flipping> {
  const receiver = await startReceiver();
  const bench = await openConsole([], { mmc: { userGroups: [] } });
  const lab = new Lab(bench.sandbox);
  const env = { HOOK: receiver.url };
  const environment = CONSOLE.replace(' } }', ' }, notify: [{ webhook: "${env:HOOK}" }] }');
  const live = async (): Promise<Group> => {
    const found = await stored(bench, 'Deployers');
    return { description: found?.description ?? '', permissions: found?.permissions ?? [] };
  };
  const declare = ({ description, permissions }: Group = DECLARED, metadata = ''): Promise<void> => {
    const declared = group('Deployers', permissions.join(', '), `description: ${description}`, metadata);
    return bench.write({ 'mmc.yaml': documents(environment, declared) });
  };
  await declare();
  return {
    bench,
    env,
    notices: () => receiver.told().filter((one): one is Notice => one.event !== 'changes'),
    declare,
    async otherWriter(sets) {
      const { status, text } = await lab.mmc('PUT', '/usergroups/Deployers', {
        name: 'Deployers',
        ...(await live()),
        ...sets,
      });
      if (status >= 300) throw new Error(text);
      await bench.clearLog();
    },
    live,
    turn: (day) => bench.cli(['reconcile', '--once', ...RECORD], { env, after: day * DAY }),
  };
}
