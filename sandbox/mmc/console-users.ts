/** Who calls, and what that user may do. 401 means both "not signed in" and "lacks the permission". */
import type { FastifyRequest } from 'fastify';
import type { World } from '../world/world.ts';
import { ConsoleRefusal } from './console-errors.ts';

export type Right = 'read' | 'write';

export function checkUser(world: World, request: FastifyRequest, right: Right): void {
  const { console, switches } = world.state;
  const [username, password] = readBasic(request.headers.authorization);
  const user = console.users.find((row) => row.username === username && row.password === password);
  if (!user) throw new ConsoleRefusal(401, 'Unauthorized');
  if (right === 'read' && !switches.mmcReadNeedsManageGroups) return;
  const groups = console.userGroups.filter((group) => user.groups.includes(group.name));
  if (groups.some((group) => group.permissions.includes('MANAGE_GROUPS'))) return;
  throw new ConsoleRefusal(401, 'User has no permission to access the group');
}

function readBasic(header: string | undefined): readonly [string?, string?] {
  const match = /^basic\s+(\S+)$/i.exec(header ?? '');
  if (!match?.[1]) return [];
  const text = Buffer.from(match[1], 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? [] : [text.slice(0, colon), text.slice(colon + 1)];
}
