/** Writing user groups: what the store does and refuses. Questions Q1 to Q11 of the reference. */
import { isObject } from '../http/read-input.ts';
import type { UserGroupRow } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { ConsoleRefusal } from './console-errors.ts';
import { ADMINISTRATORS, PERMISSIONS } from './permissions.ts';

export interface Writing {
  readonly world: World;
  /** The number of the request. */
  readonly cause: number;
}

export function findGroup(world: World, name: string): UserGroupRow | undefined {
  return world.state.console.userGroups.find((group) => group.name === name);
}

export function createGroup(writing: Writing, body: unknown): UserGroupRow {
  const { world } = writing;
  const input = readInput(world, body);
  const name = readName(world, input.name);
  refuseTaken(world, name);
  const permissions = withDefaults(world, readPermissions(world, input.permissions) ?? []);
  const group = { name, description: readDescription(input.description) ?? '', permissions };
  world.state.console.userGroups.push(group);
  return group;
}

/** Q1: another name in the body renames; members keep their membership. */
export function updateGroup(writing: Writing, current: string, body: unknown): UserGroupRow {
  const { world, cause } = writing;
  const group = findGroup(world, current);
  if (!group)
    throw new ConsoleRefusal(world.state.switches.mmcUpdateMissingStatus, `No user group ${current}`);
  const input = readInput(world, body);
  const name =
    input.name === undefined ? omitted(world, 'name', current, current) : readName(world, input.name);
  if (name !== current) refuseTaken(world, name);
  const description =
    readDescription(input.description) ?? omitted(world, 'description', group.description, '');
  const sent =
    readPermissions(world, input.permissions) ?? omitted(world, 'permissions', group.permissions, []);
  // Q2: a store that only grants keeps what it had.
  const base = world.state.switches.mmcUpdate === 'additive' ? group.permissions : [];
  const permissions = withDefaults(world, [...new Set([...base, ...sent])]);
  if (group.permissions.some((permission) => !permissions.includes(permission))) {
    world.effect(cause, 'access-loss', `UserGroup/${current}`);
  }
  Object.assign(group, { name, description, permissions });
  renameInUsers(world, current, name);
  return group;
}

/** Q7: the group is taken out of every member first. */
export function deleteGroup(writing: Writing, name: string): void {
  const { world, cause } = writing;
  // The guard ignores case, everything else does not (Q11).
  if (name.toLowerCase() === ADMINISTRATORS.toLowerCase()) {
    throw new ConsoleRefusal(500, `${ADMINISTRATORS} cannot be deleted`);
  }
  const group = findGroup(world, name);
  if (!group) {
    const status = world.state.switches.mmcDeleteMissingStatus;
    if (status < 400) return;
    throw new ConsoleRefusal(status, `No user group ${name}`);
  }
  const { console } = world.state;
  console.userGroups = console.userGroups.filter((row) => row !== group);
  for (const user of console.users) user.groups = user.groups.filter((member) => member !== name);
  world.effect(cause, 'access-loss', `UserGroup/${name}`);
}

interface GroupInput {
  readonly name?: unknown;
  readonly description?: unknown;
  readonly permissions?: unknown;
}

function readInput(world: World, body: unknown): GroupInput {
  if (!isObject(body))
    throw new ConsoleRefusal(world.state.switches.invalidStatus, 'A user group is required');
  return body;
}

/** Q10: names are stored as nodes; these characters cannot be in one. */
const ILLEGAL = /[/\\:[\]*|'"]/;

function readName(world: World, value: unknown): string {
  const legal = typeof value === 'string' && value !== '' && value.trim() === value && !ILLEGAL.test(value);
  if (legal) return value;
  throw new ConsoleRefusal(world.state.switches.mmcIllegalNameStatus, 'Illegal name of a user group');
}

/** Absent is undefined; null and "" both mean none. */
function readDescription(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : '';
}

/** Q5: an unknown name is 400 since 3.5; earlier stores took any string, and skipped it when reading. */
function readPermissions(world: World, value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const { mmcUnknownPermission, mmcEmptyPermissions } = world.state.switches;
  const names = [...new Set((Array.isArray(value) ? value : [value ?? []].flat()).map(String))];
  const unknown = names.filter((name) => !PERMISSIONS.includes(name));
  if (unknown.length > 0 && mmcUnknownPermission === 'refuse') {
    throw new ConsoleRefusal(400, `Invalid permissions: ${unknown.join(', ')}`);
  }
  if (names.length === 0 && mmcEmptyPermissions === 'refuse') {
    throw new ConsoleRefusal(400, 'At least one permission is required');
  }
  return mmcUnknownPermission === 'skip' ? names.filter((name) => PERMISSIONS.includes(name)) : names;
}

/** Q3: what a left-out field means is not documented. */
function omitted<T>(world: World, field: string, before: T, cleared: T): T {
  const { mmcOmittedField } = world.state.switches;
  if (mmcOmittedField === 'refuse') throw new ConsoleRefusal(500, `${field} is required`);
  return mmcOmittedField === 'keep' ? before : cleared;
}

function withDefaults(world: World, names: readonly string[]): readonly string[] {
  const added = world.state.switches.mmcDefaultGrants.split(',').filter((name) => name !== '');
  return [...new Set([...names, ...added])];
}

function refuseTaken(world: World, name: string): void {
  if (!findGroup(world, name)) return;
  throw new ConsoleRefusal(
    world.state.switches.mmcDuplicateStatus,
    `A user group named ${name} already exists`,
  );
}

function renameInUsers(world: World, before: string, after: string): void {
  for (const user of world.state.console.users) {
    user.groups = user.groups.map((name) => (name === before ? after : name));
  }
}
