import { isObject } from '../http/read-input.ts';
import { type BuildContext, findNamed, placeOf } from './build-context.ts';
import type { Entry } from './entry.ts';
import { namedUuid } from './ids.ts';
import type { EnvironmentRow } from './state.ts';

export function buildAlerts(context: BuildContext): void {
  for (const entry of context.world.entries('alerts')) {
    const environment = placeOf(context, entry);
    const name = entry.text('name');
    const resources = (entry.texts('resources') ?? []).map((wanted) =>
      idNamed(context, environment, entry, wanted),
    );
    const condition = entry.take('condition');
    context.state.alerts.push({
      id: namedUuid(context.state.seed, 'alert', environment.id, name),
      environmentId: environment.id,
      createdAt: context.now,
      body: {
        name,
        enabled: entry.boolean('enabled') ?? true,
        severity: entry.optionalText('severity') ?? 'WARNING',
        condition: {
          resourceType: entry.optionalText('resourceType') ?? 'server-group',
          ...(isObject(condition) ? condition : {}),
          resources,
        },
        actions: [],
      },
    });
    entry.done();
  }
}

function idNamed(context: BuildContext, environment: EnvironmentRow, entry: Entry, name: string): number {
  const { servers, groups, clusters, applications } = context.state;
  const found =
    findNamed(servers, environment, name) ??
    findNamed(groups, environment, name) ??
    findNamed(clusters, environment, name) ??
    findNamed(applications, environment, name);
  if (!found) throw entry.error('resources', `names nothing of this environment: ${name}`);
  return found.id;
}
