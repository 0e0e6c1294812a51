import type { Runner } from '../model/record.ts';

/** As people call it: what tells one start of a machine from another comes after its name. */
export function machineOf({ host }: Pick<Runner, 'host'>): string {
  const [name = host] = host.split(' ', 1);
  return name;
}
