import type { Lab, Reply } from '../sandbox/support.ts';
import type { Action, Member } from './actions.ts';
import type { SandboxWorld } from './sandbox-world.ts';

/** Sends an action to a sandbox as the one call that it is. Names become ids by the world as it is now. */
export function sendAction(lab: Lab, world: SandboxWorld, action: Action): Promise<Reply> {
  switch (action.type) {
    case 'leave':
      return lab.arm('DELETE', `${pathOf(world, action.place)}/servers/${idOf(world, action.server)}`);
    case 'join':
      return sendJoin(lab, world, action);
    case 'create':
      return sendCreate(lab, world, action);
    case 'delete':
      return lab.arm('DELETE', pathOf(world, action.place));
    case 'deploy': {
      const fields = { artifactName: action.name, targetId: String(idOf(world, action.place)) };
      return lab.upload('POST', '/applications', fields, fileOf(action));
    }
    case 'update':
      return lab.upload('PATCH', applicationPath(world, action), {}, fileOf(action));
    case 'remove':
      return lab.arm('DELETE', applicationPath(world, action));
    case 'start':
    case 'stop': {
      const desiredStatus = action.type === 'start' ? 'STARTED' : 'STOPPED';
      return lab.arm('PATCH', applicationPath(world, action), { desiredStatus });
    }
  }
}

/** A group takes the server in the path, a cluster in the body. */
function sendJoin(lab: Lab, world: SandboxWorld, action: Action & { type: 'join' }): Promise<Reply> {
  const path = `${pathOf(world, action.place)}/servers`;
  return path.startsWith('/serverGroups')
    ? lab.arm('POST', `${path}/${idOf(world, action.server)}`)
    : lab.arm('POST', path, nodeOf(world, action));
}

function sendCreate(
  lab: Lab,
  world: SandboxWorld,
  { place: name, form, members }: Action & { type: 'create' },
): Promise<Reply> {
  if (form === 'group') {
    const serverIds = members.map(({ server }) => idOf(world, server));
    return lab.arm('POST', '/serverGroups', { name, serverIds });
  }
  const servers = members.map((member) => nodeOf(world, member));
  return lab.arm('POST', '/clusters', { name, multicastEnabled: form === 'multicast', servers });
}

function nodeOf(world: SandboxWorld, { server, ip }: Member): object {
  const serverId = idOf(world, server);
  return ip === null ? { serverId } : { serverId, serverIp: ip };
}

function fileOf({ name, bytes }: { readonly name: string; readonly bytes: string }) {
  return { name: `${name}.jar`, contents: bytes };
}

function pathOf(world: SandboxWorld, place: string): string {
  const group = world.groups.find(({ name }) => name === place);
  return group ? `/serverGroups/${group.id}` : `/clusters/${idOf(world, place)}`;
}

function applicationPath(world: SandboxWorld, { name, place }: { name: string; place: string }): string {
  const targetId = idOf(world, place);
  const row = world.applications.find((one) => one.name === name && one.targetId === targetId);
  return `/applications/${row?.id ?? 0}`;
}

function idOf({ servers, groups, clusters }: SandboxWorld, wanted: string): number {
  return [...servers, ...groups, ...clusters].find(({ name }) => name === wanted)?.id ?? 0;
}
