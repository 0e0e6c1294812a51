/** What a reader should know of a server, and what no call of ours changes. */
import type { Report } from '../../model/provider.ts';
import type { DesiredResource, LiveResource } from '../../model/resource.ts';
import { isSpecObject } from '../../model/spec-value.ts';

const DAY = 86_400_000;
/** Certificates last two years, and renewing one takes somebody with access to the host (reference, section 5). */
const SOON_DAYS = 30;

export function reportServer(desired: DesiredResource, live: LiveResource, now: number): readonly Report[] {
  return [
    ...versionReports(desired, live),
    ...dateReports(live.facts.certificateExpires, 'certificate', now),
    ...dateReports(live.facts.licenseExpires, 'license', now),
  ];
}

const EXPECTED = { muleVersion: 'Mule', agentVersion: 'agent' } as const;

function versionReports({ spec }: DesiredResource, { facts }: LiveResource): readonly Report[] {
  const expected = isSpecObject(spec.expect) ? spec.expect : {};
  return Object.entries(EXPECTED).flatMap(([field, what]) => {
    const [wanted, found] = [expected[field], facts[field]];
    if (wanted === undefined || wanted === found) return [];
    const message = `runs ${what} ${String(found ?? 'unknown')}, expected is ${String(wanted)}`;
    const hint = 'upgrade it on its host, or change spec.expect';
    return [{ severity: 'warning', code: 'version_differs', message, hint }];
  });
}

function dateReports(date: unknown, what: 'certificate' | 'license', now: number): readonly Report[] {
  if (typeof date !== 'number' || date - now > SOON_DAYS * DAY) return [];
  const day = new Date(date).toISOString().slice(0, 10);
  const hint =
    what === 'certificate'
      ? 'renew it in Runtime Manager, under the server'
      : 'install a new license on its host';
  if (date <= now) {
    return [{ severity: 'warning', code: `${what}_expired`, message: `its ${what} expired on ${day}`, hint }];
  }
  return [{ severity: 'warning', code: `${what}_expires`, message: `its ${what} expires on ${day}`, hint }];
}
