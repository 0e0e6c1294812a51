import type { AlertRow } from '../world/state.ts';
import type { World } from '../world/world.ts';

/** Alerts that watch a removed group or cluster go with it; one that watches others too only forgets this one. */
export function dropAlerts(world: World, resourceId: number, subject: string, cause: number): void {
  const named = world.state.alerts.filter((alert) =>
    resourcesOf(alert).some((entry) => isId(entry, resourceId)),
  );
  if (named.length === 0) return;
  world.effect(cause, 'alert-loss', subject);
  for (const alert of named) {
    const rest = resourcesOf(alert).filter((entry) => !isId(entry, resourceId));
    if (rest.length === 0) world.state.alerts = world.state.alerts.filter((other) => other !== alert);
    else alert.body = { ...alert.body, condition: { ...conditionOf(alert), resources: rest } };
  }
}

function conditionOf(alert: AlertRow): Readonly<Record<string, unknown>> {
  const { condition } = alert.body;
  return typeof condition === 'object' && condition !== null ? { ...condition } : {};
}

function resourcesOf(alert: AlertRow): readonly unknown[] {
  const { resources } = conditionOf(alert);
  return Array.isArray(resources) ? resources : [];
}

/** Clients send numeric ids as strings, too. */
function isId(entry: unknown, id: number): boolean {
  if (typeof entry === 'object' && entry !== null && 'id' in entry) return String(entry.id) === String(id);
  return String(entry) === String(id);
}
