/** Resources as a reader calls them, where the kind goes without saying. */
import { groupBy } from '../model/group-by.ts';
import type { Plan } from '../model/plan.ts';
import { identityOf, type ResourceKey } from '../model/resource.ts';
import { list } from './words.ts';

/** `orders-api`; an application on one server, which is often a copy, with that server: `pay-api on mule-2`. */
export function shortNames(keys: readonly ResourceKey[], self: ResourceKey | null = null): string {
  const onServer = (key: ResourceKey): boolean => key !== self && identityOf(key).place?.kind === 'Server';
  const plain = keys.filter((key) => !onServer(key)).map((key) => identityOf(key).name);
  return [
    ...(plain.length === 0 ? [] : [list([...new Set(plain)])]),
    ...byServer(keys.filter(onServer)),
  ].join('; ');
}

/** `ord-api and pay-api on mule-2 and mule-3`: servers with the same applications are named together. */
function byServer(keys: readonly ResourceKey[]): readonly string[] {
  const servers = groupBy(keys, (key) => identityOf(key).place?.name ?? '');
  const namesOn = (server: string): string =>
    list((servers.get(server) ?? []).map((key) => identityOf(key).name).sort());
  const alike = groupBy([...servers.keys()].sort(), namesOn);
  return [...alike].map(([names, on]) => `${names} on ${list(on)}`);
}

/** `ServerGroup payments`. */
export function kindAndName(key: ResourceKey): string {
  const { kind, name } = identityOf(key);
  return `${kind} ${name}`;
}

/** The address as the plan writes it; of what it names nowhere, `production/Application/pay-api@mule-2`. */
export function addressOf({ addresses }: Pick<Plan, 'addresses'>, target: string, key: ResourceKey): string {
  const { kind, name, place } = identityOf(key);
  return (
    addresses[`${target} ${key}`] ?? `${target}/${kind}/${name}${place === null ? '' : `@${place.name}`}`
  );
}
