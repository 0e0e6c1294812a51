/** What somebody does in the web interface, past git and past us. */
import { HYBRID, Lab } from '../sandbox/support.ts';
import type { Bench } from '../support/bench.ts';

export interface Hand {
  /** `PATCH /applications/…`, by the name of the application or group. */
  change(list: string, name: string, body: object): Promise<void>;
  remove(list: string, name: string): Promise<void>;
  /** The names in a list. */
  names(list: string): Promise<readonly string[]>;
}

/** Whatever it does is over when it has done it, and not in the log of what we did. */
export async function byHand(bench: Pick<Bench, 'sandbox' | 'settle' | 'clearLog'>): Promise<Hand> {
  const lab = new Lab(bench.sandbox);
  await lab.signIn();
  const rows = async (list: string): Promise<readonly { readonly id: number; readonly name: string }[]> => {
    const { body } = await lab.send('GET', `${HYBRID}${list}`, { headers: lab.scope() });
    return body.data.map((row: Row) => ({ id: row.id, name: row.name ?? row.artifact?.name ?? '' }));
  };
  const call = async (method: string, list: string, name: string, body?: object): Promise<void> => {
    const found = (await rows(list)).find((row) => row.name === name);
    if (found === undefined) throw new Error(`nothing in ${list} is called ${name}`);
    const { status, text } = await lab.arm(method, `${list}/${found.id}`, body);
    if (status >= 300) throw new Error(`${method} ${list} ${name}: ${status} ${text}`);
    await bench.settle();
    await bench.clearLog();
  };
  return {
    change: (list, name, body) => call('PATCH', list, name, body),
    remove: (list, name) => call('DELETE', list, name),
    names: async (list) => (await rows(list)).map(({ name }) => name).sort(),
  };
}

interface Row {
  readonly id: number;
  readonly name?: string;
  readonly artifact?: { readonly name?: string };
}
