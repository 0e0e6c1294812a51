/** Users, organizations and environments as Account Management shows them: bare objects, ISO times. */
import { namedUuid } from '../world/ids.ts';
import type { EnvironmentRow, OrganizationRow, SessionRow, State } from '../world/state.ts';

const CREATED = '2024-03-04T09:12:33.120Z';

export function viewEnvironment(state: State, environment: EnvironmentRow): object {
  return {
    id: environment.id,
    name: environment.name,
    organizationId: environment.organizationId,
    isProduction: environment.type === 'production',
    type: environment.type,
    clientId: namedUuid(state.seed, 'environment-client', environment.id).replaceAll('-', ''),
  };
}

export function environmentsOf(state: State, organizationId: string): EnvironmentRow[] {
  return state.environments.filter((row) => row.organizationId === organizationId);
}

export function viewOrganization(state: State, organization: OrganizationRow): object {
  const owner = state.users[0]?.id ?? namedUuid(state.seed, 'owner');
  const isRoot = organization.parentId === null;
  return {
    id: organization.id,
    name: organization.name,
    createdAt: CREATED,
    updatedAt: CREATED,
    ownerId: owner,
    owner: { id: owner, username: state.users[0]?.username ?? 'owner' },
    clientId: namedUuid(state.seed, 'organization-client', organization.id).replaceAll('-', ''),
    domain: organization.domain,
    isRoot,
    isMaster: isRoot,
    subOrganizationIds: childrenOf(state, organization.id).map((child) => child.id),
    parentOrganizationIds: ancestorsOf(state, organization),
    subscription: { category: 'Customer', type: 'Platinum', expiration: '2030-01-01T00:00:00.000Z' },
    environments: environmentsOf(state, organization.id).map((row) => viewEnvironment(state, row)),
    entitlements: { hybrid: { enabled: true } },
  };
}

export function viewHierarchy(state: State, organization: OrganizationRow): object {
  return {
    ...viewOrganization(state, organization),
    subOrganizations: childrenOf(state, organization.id).map((child) => viewHierarchy(state, child)),
  };
}

/** The user object of /users/me; a connected app has one, too. */
export function viewUser(state: State, session: SessionRow): object {
  const home = organizationOf(state, session);
  const user = state.users.find((row) => row.id === session.subject.id);
  const username = user?.username ?? `app-${session.subject.id}`;
  return {
    id: user?.id ?? namedUuid(state.seed, 'app-user', session.subject.id),
    createdAt: CREATED,
    updatedAt: CREATED,
    organizationId: home?.id,
    firstName: username,
    lastName: 'Sandbox',
    email: `${username}@example.test`,
    username,
    enabled: true,
    deleted: false,
    organizationPreferences: {},
    ...(home ? { organization: viewOrganization(state, home) } : {}),
    memberOfOrganizations: visibleFrom(state, home).map((row) => viewMembership(state, row)),
    contributorOfOrganizations: visibleFrom(state, home).map(({ id, name }) => ({ id, name })),
    properties: {},
  };
}

/** Clients pick their organization by `isRoot`. */
function viewMembership(state: State, organization: OrganizationRow): object {
  const parent = state.organizations.find((row) => row.id === organization.parentId);
  const isRoot = organization.parentId === null;
  return {
    id: organization.id,
    name: organization.name,
    isRoot,
    isMaster: isRoot,
    parentName: parent?.name ?? null,
    parentId: organization.parentId,
    domain: organization.domain,
  };
}

export function organizationOf(state: State, session: SessionRow): OrganizationRow | undefined {
  const rows = session.subject.kind === 'user' ? state.users : state.clients;
  const owner = rows.find((row) => row.id === session.subject.id);
  return state.organizations.find((row) => row.id === owner?.organizationId);
}

/** An organization and the business groups below it. */
export function visibleFrom(state: State, organization: OrganizationRow | undefined): OrganizationRow[] {
  if (!organization) return [];
  return [organization, ...childrenOf(state, organization.id).flatMap((child) => visibleFrom(state, child))];
}

function childrenOf(state: State, id: string): OrganizationRow[] {
  return state.organizations.filter((row) => row.parentId === id);
}

function ancestorsOf(state: State, organization: OrganizationRow): string[] {
  const parent = state.organizations.find((row) => row.id === organization.parentId);
  return parent ? [...ancestorsOf(state, parent), parent.id] : [];
}
