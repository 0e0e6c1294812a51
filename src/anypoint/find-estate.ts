/**
 * Finds the business group and the environment that a manifest names. Two requests at most for a name, one for
 * an id. Source: runtime-manager reference, sections 2.4 and 3.
 */
import { MuleteerError } from '../model/errors.ts';
import { asArray, asObject, asString } from '../model/json.ts';
import type { AnypointClient, EstateIds } from './client.ts';

export interface Estate extends EstateIds {
  readonly organizationName: string;
  readonly environmentName: string;
}

/** An organization or environment as the manifest wants it: by name, path or id. */
export interface Wanted {
  readonly text: string;
  /** What messages say: the text, or the placeholder that it came from. */
  readonly shown: string;
}

interface Organization {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly parentName: string | null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export async function findEstate(
  client: AnypointClient,
  wanted: { readonly organization: Wanted; readonly environment: Wanted },
): Promise<Estate> {
  const organization = await findOrganization(client, wanted.organization);
  const environments = await listEnvironments(client, organization);
  const { text, shown } = wanted.environment;
  const found = environments.find(({ id, name }) => id === text || name === text);
  if (found === undefined) {
    throw new MuleteerError('settings', `${organization.name} has no environment ${shown}`, {
      hint: `its environments are ${listed(environments.map(({ name }) => name))}`,
    });
  }
  if (found.type === 'design') {
    throw new MuleteerError('settings', `${found.name} is a design environment, which holds no servers`, {
      hint: 'name a sandbox or production environment in spec.environment',
    });
  }
  return {
    organizationId: organization.id,
    organizationName: organization.name,
    environmentId: found.id,
    environmentName: found.name,
  };
}

async function findOrganization(
  client: AnypointClient,
  { text: wanted, shown }: Wanted,
): Promise<{ id: string; name: string }> {
  if (UUID.test(wanted)) return { id: wanted, name: wanted };
  const known = await memberships(client);
  const matches = matching(known, wanted);
  const candidates = matches.length > 0 ? matches : matching(await hierarchy(client, known), wanted);
  const [found, second] = candidates;
  if (found === undefined) {
    throw new MuleteerError('settings', `there is no organization ${shown} for these credentials`, {
      hint: `they belong to ${listed(known.map(({ name }) => name))}`,
    });
  }
  if (second !== undefined) {
    throw new MuleteerError('settings', `${candidates.length} organizations are called ${shown}`, {
      hint: `name one by its path or id: ${candidates.map((one) => `${pathOf(one)} (${one.id})`).join(', ')}`,
    });
  }
  return found;
}

function matching(organizations: readonly Organization[], wanted: string): readonly Organization[] {
  const byId = new Map(organizations.map((one) => [one.id, one]));
  return organizations.filter((one) => {
    if (one.id === wanted || one.name === wanted) return true;
    return wanted.includes('/') && fullPath(one, byId).endsWith(`/${wanted}`);
  });
}

/** `/Root/Parent/Child`, as far as the answer tells the ancestors. */
function fullPath(organization: Organization, byId: ReadonlyMap<string, Organization>): string {
  const names = [organization.name];
  const seen = new Set([organization.id]);
  let at = organization;
  while (at.parentId !== null && !seen.has(at.parentId)) {
    seen.add(at.parentId);
    const parent = byId.get(at.parentId);
    names.unshift(parent?.name ?? at.parentName ?? '');
    if (parent === undefined) break;
    at = parent;
  }
  return `/${names.join('/')}`;
}

function pathOf({ parentName, name }: Organization): string {
  return parentName === null ? name : `${parentName}/${name}`;
}

async function memberships(client: AnypointClient): Promise<readonly Organization[]> {
  const body = asObject(await client.get('/accounts/api/me'));
  const user = asObject(body?.user) ?? body;
  const rows = [...asArray(user?.memberOfOrganizations), ...asArray(user?.contributorOfOrganizations)];
  const own = asObject(user?.organization);
  const all = [...(own === undefined ? [] : [own]), ...rows].map(readOrganization);
  const byId = new Map<string, Organization>();
  for (const one of all) if (one !== undefined) byId.set(one.id, mergeParents(one, byId.get(one.id)));
  return [...byId.values()];
}

function mergeParents(one: Organization, earlier: Organization | undefined): Organization {
  return {
    ...one,
    parentId: one.parentId ?? earlier?.parentId ?? null,
    parentName: one.parentName ?? earlier?.parentName ?? null,
  };
}

function readOrganization(row: unknown): Organization | undefined {
  const object = asObject(row);
  const id = asString(object?.id);
  if (object === undefined || id === undefined) return undefined;
  return {
    id,
    name: asString(object.name) ?? id,
    parentId: asString(object.parentId) ?? null,
    parentName: asString(object.parentName) ?? null,
  };
}

/** A business group that the user is no direct member of still stands in the tree of one that it belongs to. */
async function hierarchy(
  client: AnypointClient,
  roots: readonly Organization[],
): Promise<readonly Organization[]> {
  const found: Organization[] = [];
  const walk = (node: unknown, parent: Organization | null): void => {
    const one = readOrganization(node);
    if (one === undefined) return;
    const placed = {
      ...one,
      parentId: parent?.id ?? one.parentId,
      parentName: parent?.name ?? one.parentName,
    };
    if (!found.some(({ id }) => id === placed.id)) found.push(placed);
    for (const child of asArray(asObject(node)?.subOrganizations)) walk(child, placed);
  };
  // Whoever belongs to a business group only has no root: the topmost of what is known serves.
  const known = new Set(roots.map(({ id }) => id));
  for (const root of roots.filter(({ parentId }) => parentId === null || !known.has(parentId))) {
    walk(await client.get(`/accounts/api/organizations/${root.id}/hierarchy`), null);
  }
  return found;
}

async function listEnvironments(
  client: AnypointClient,
  organization: { readonly id: string; readonly name: string },
): Promise<readonly { readonly id: string; readonly name: string; readonly type: string }[]> {
  const body = await client.get(
    `/accounts/api/organizations/${encodeURIComponent(organization.id)}/environments`,
  );
  const rows = Array.isArray(body) ? body : asArray(asObject(body)?.data);
  return rows.flatMap((row) => {
    const object = asObject(row);
    const id = asString(object?.id);
    return id === undefined
      ? []
      : [{ id, name: asString(object?.name) ?? id, type: asString(object?.type) ?? '' }];
  });
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none that these credentials can see' : names.join(', ');
}
