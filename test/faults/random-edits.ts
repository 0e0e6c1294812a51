/** An estate that somebody keeps editing. */
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';

/** A whole number from 0 up to the bound. */
export type Pick = (bound: number) => number;

export interface Edits {
  /** The files after some more edits. */
  next(): Readonly<Record<string, string>>;
}

interface App {
  readonly group: string;
  readonly version: number;
  readonly region: number;
  readonly status: 'STARTED' | 'STOPPED';
}

const SERVERS = ['mule-1', 'mule-2', 'mule-3', 'mule-4'];
const GROUPS = ['east', 'west', 'north'];
const NAMES = ['api', 'pay', 'ship', 'stock', 'sales'];
const TEAMS = ['Ops', 'Payments', 'Shipping'];
const RIGHTS = ['SERVER_VIEW', 'VIEW_ALERTS', 'DEPLOYMENT_READ'];

const HEAD = documents(
  `${ENVIRONMENT}  prune: owned\n  guards: { maxDeletes: 100, maxUpdates: 100, maxRestarts: 100, allowEmpty: true }\n`,
  CONSOLE.replace('admin } }', 'admin }, prune: owned, guards: { allowEmpty: true } }'),
  servers(...SERVERS),
);

export function createEdits(pick: Pick): Edits {
  /** Server → the group that it belongs to. */
  const homes = new Map<string, string>();
  const groups = new Set<string>();
  const apps = new Map<string, App>();
  const teams = new Map<string, number>();
  const oneOf = (names: readonly string[]): string => names[pick(names.length)] ?? '';

  const edits: readonly (() => void)[] = [
    () => groups.add(oneOf(GROUPS)),
    () => {
      const gone = oneOf(GROUPS);
      groups.delete(gone);
      for (const [server, home] of homes) if (home === gone) homes.delete(server);
      for (const [name, { group }] of apps) if (group === gone) apps.delete(name);
    },
    () => {
      const home = oneOf([...groups]);
      if (home !== '') homes.set(oneOf(SERVERS), home);
    },
    () => homes.delete(oneOf(SERVERS)),
    () => {
      const group = oneOf([...groups]);
      if (group === '') return;
      apps.set(oneOf(NAMES), { group, version: pick(3), region: pick(3), status: 'STARTED' });
    },
    () => change({ version: pick(3) }),
    () => change({ region: pick(3) }),
    () => change({ status: pick(2) === 0 ? 'STARTED' : 'STOPPED' }),
    () => apps.delete(oneOf(NAMES)),
    () => teams.set(oneOf(TEAMS), 1 + pick(RIGHTS.length)),
    () => teams.delete(oneOf(TEAMS)),
  ];

  function change(part: Partial<App>): void {
    const name = oneOf([...apps.keys()]);
    const app = apps.get(name);
    if (app !== undefined) apps.set(name, { ...app, ...part });
  }

  const written = (): string =>
    documents(
      HEAD,
      ...[...groups].map((name) => {
        const members = [...homes].flatMap(([server, home]) => (home === name ? [server] : []));
        return manifest('ServerGroup', name, `{ servers: [${members.join(', ')}] }`);
      }),
      ...[...apps].map(([name, { group, version, region, status }]) =>
        manifest(
          'Application',
          name,
          `{ target: { serverGroup: ${group} }, artifact: { file: v${version}.jar }, properties: { region: "${region}" }, desiredStatus: ${status} }`,
        ),
      ),
      ...[...teams].map(([name, count]) =>
        manifest('UserGroup', name, `{ permissions: [${RIGHTS.slice(0, count).join(', ')}] }`),
      ),
    );

  return {
    next() {
      for (let count = 2 + pick(8); count > 0; count -= 1) edits[pick(edits.length)]?.();
      const jars = [0, 1, 2].map((version) => [`v${version}.jar`, `version ${version}`] as const);
      return { ...Object.fromEntries(jars), 'all.yaml': written() };
    },
  };
}
