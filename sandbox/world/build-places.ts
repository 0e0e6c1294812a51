/** Organizations, environments and who may sign in. */
import type { BuildContext } from './build-context.ts';
import { organizationNamed } from './build-context.ts';
import { DEFAULT_LOGIN, DEFAULT_ORGANIZATION, listOr } from './default-world.ts';
import { Entry } from './entry.ts';
import { namedUuid } from './ids.ts';
import type { OrganizationRow } from './state.ts';

export function buildPlaces(context: BuildContext): void {
  const organizations = new Entry(listOr(context.world, 'organizations', [DEFAULT_ORGANIZATION]), '');
  for (const entry of organizations.entries('organizations')) buildOrganization(context, entry);
  if (context.state.organizations.length === 0)
    throw context.world.error('organizations', 'must not be empty');
  buildUsers(context);
  buildClients(context);
}

function buildOrganization(context: BuildContext, entry: Entry): void {
  const { state } = context;
  const name = entry.text('name');
  const organization: OrganizationRow = {
    id: entry.optionalText('id') ?? namedUuid(state.seed, 'organization', name),
    name,
    parentId: entry.has('parent') ? organizationNamed(context, entry, 'parent').id : null,
    domain: entry.optionalText('domain') ?? name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
  };
  state.organizations.push(organization);
  for (const [index, item] of entry.list('environments').entries()) {
    const named = typeof item === 'string' ? { name: item } : item;
    buildEnvironment(context, organization, new Entry(named, `${entry.path}.environments[${index}]`));
  }
  entry.done();
}

function buildEnvironment(context: BuildContext, organization: OrganizationRow, entry: Entry): void {
  const name = entry.text('name');
  context.state.environments.push({
    id: entry.optionalText('id') ?? namedUuid(context.state.seed, 'environment', organization.id, name),
    name,
    organizationId: organization.id,
    type: entry.choice('type', ['sandbox', 'production', 'design']) ?? 'sandbox',
  });
  entry.done();
}

function buildUsers(context: BuildContext): void {
  const users = new Entry(
    listOr(context.world, 'users', [{ username: DEFAULT_LOGIN, password: DEFAULT_LOGIN }]),
    '',
  );
  for (const entry of users.entries('users')) {
    const username = entry.text('username');
    context.state.users.push({
      id: namedUuid(context.state.seed, 'user', username),
      username,
      password: entry.text('password'),
      organizationId: organizationNamed(context, entry).id,
      mfa: entry.boolean('mfa') ?? false,
    });
    entry.done();
  }
}

function buildClients(context: BuildContext): void {
  const clients = new Entry(
    listOr(context.world, 'clients', [{ id: DEFAULT_LOGIN, secret: DEFAULT_LOGIN }]),
    '',
  );
  for (const entry of clients.entries('clients')) {
    const scopes = entry.texts('scopes');
    context.state.clients.push({
      id: entry.text('id'),
      secret: entry.text('secret'),
      organizationId: organizationNamed(context, entry).id,
      ...(scopes ? { scopes } : {}),
    });
    entry.done();
  }
}
