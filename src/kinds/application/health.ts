/**
 * Whether an application does what was asked, on every server that should run it. The aggregate status is not
 * enough: while `desiredStatus` is UPDATED it still describes the deployment before, entries of the old artifact
 * linger beside the new, and a cluster counts as started when one node is. Source: runtime-manager reference,
 * sections 8.7 and 12 (rows 5 and 6).
 */
import type { ApplicationWire, ServerArtifactWire } from '../../anypoint/wire.ts';
import { groupBy } from '../../model/group-by.ts';
import { type MemberState, SETTLED, type Settled, type Unsettled } from '../../model/resource.ts';

export interface Wanted {
  /** The servers that must have it; null: those that it reports. */
  readonly serverIds: readonly number[] | null;
  /** Null where STARTED or STOPPED will do. */
  readonly status: 'STARTED' | 'STOPPED' | null;
  /** Null where any artifact will do. */
  readonly sha1: string | null;
  /** What is known of a server: its name, for messages, and whether its agent is connected. */
  server(id: number): { readonly name: string; readonly status: string } | undefined;
}

const TERMINAL = ['STARTED', 'STOPPED'];

export function health(application: ApplicationWire, wanted: Wanted): Settled {
  if (wanted.serverIds?.length === 0) return nowhere(application, wanted);
  const { sha1 } = application.artifact;
  if (wanted.sha1 !== null && sha1 !== null && sha1 !== wanted.sha1)
    return pending('the old artifact is still there');
  if (wanted.status !== null && ![wanted.status, 'UPDATED'].includes(application.desiredStatus)) {
    return pending(`asked to be ${application.desiredStatus}`);
  }
  const serverIds = wanted.serverIds ?? [
    ...new Set(application.serverArtifacts.map(({ serverId }) => serverId)),
  ];
  if (serverIds.length === 0) return aggregate(application, wanted);
  const judged = serverIds.map((id) => memberHealth(application, id, wanted));
  const worst = worstOf(judged);
  if (worst === null) {
    return application.desiredStatus === 'UPDATED' ? pending('on its way to the servers') : SETTLED;
  }
  const members = judged.map(({ member }) => member);
  return worst.state === 'failed' ? { ...worst, message: failures(members), members } : { ...worst, members };
}

/** The first of the worst kind; null where all is well. */
function worstOf(judged: readonly Judged[]): Unsettled | null {
  const troubled = judged.flatMap(({ settled }) => (settled.state === 'settled' ? [] : [settled]));
  for (const state of ['failed', 'stalled', 'pending'] as const) {
    const found = troubled.find((one) => one.state === state);
    if (found !== undefined) return found;
  }
  return null;
}

/** On a group that has no servers yet nothing can become healthy: what was asked is all that counts. */
function nowhere({ desiredStatus }: ApplicationWire, { status }: Wanted): Settled {
  const asked = desiredStatus === 'UPDATED' ? 'STARTED' : desiredStatus;
  return status === null || asked === status ? SETTLED : pending(`asked to be ${asked}`);
}

interface Judged {
  readonly settled: Settled;
  readonly member: MemberState;
}

/** A server that is away changes nothing before it is back. */
function memberHealth(application: ApplicationWire, serverId: number, wanted: Wanted): Judged {
  const { name, status } = wanted.server(serverId) ?? { name: `server ${serverId}`, status: 'RUNNING' };
  const found = entryHealth(application, serverId, name, wanted);
  if (found.settled.state !== 'pending' || status === 'RUNNING') return found;
  return {
    settled: { state: 'stalled', message: `${name} is ${status}` },
    member: { name, status, statusOf: 'server', message: '' },
  };
}

function entryHealth(application: ApplicationWire, serverId: number, name: string, wanted: Wanted): Judged {
  const entry = newestEntry(application, serverId);
  const reported = entry?.lastReportedStatus ?? '';
  const updated = application.desiredStatus === 'UPDATED';
  const said = (settled: Settled): Judged => ({
    settled,
    member: { name, status: reported, statusOf: 'application', message: entry?.message ?? '' },
  });
  // While something is on its way, a failure is that of the deployment before.
  const old = updated && (entry === undefined || reported.includes('FAILED'));
  if (old || entry?.desiredStatus === 'UPDATED')
    return { settled: pending(`on its way to ${name}`), member: arriving(name) };
  if (entry === undefined) return { settled: pending(`not on ${name} yet`), member: arriving(name) };
  const message = `${reported} on ${name}`;
  if (reported.includes('FAILED')) return said({ state: 'failed', message });
  const wantedStatus = wanted.status === null ? TERMINAL : [wanted.status];
  return said(wantedStatus.includes(reported) ? SETTLED : pending(message));
}

function arriving(name: string): MemberState {
  return { name, status: 'PENDING', statusOf: 'application', message: '' };
}

/** Every member that failed, with what it says; those that say the same together. */
function failures(members: readonly MemberState[]): string {
  const failed = members.filter(({ status }) => status.includes('FAILED'));
  const alike = groupBy(failed, ({ status, message }) => `${status} ${message}`);
  return [...alike.values()]
    .map((group) => {
      const { status = '', message = '' } = group[0] ?? {};
      const names = group.map(({ name }) => name).join(', ');
      return `${status} on ${names}${message === '' ? '' : `: ${message}`}`;
    })
    .join('; ');
}

/** Of the entries with the application's present artifact, the last one made. */
function newestEntry(application: ApplicationWire, serverId: number): ServerArtifactWire | undefined {
  const { sha1, fileName } = application.artifact;
  let newest: ServerArtifactWire | undefined;
  for (const entry of application.serverArtifacts) {
    if (entry.serverId !== serverId || (newest !== undefined && entry.id <= newest.id)) continue;
    const { artifact } = entry;
    const isPresent =
      artifact.sha1 !== null && sha1 !== null
        ? artifact.sha1 === sha1
        : artifact.fileName === null || fileName === null || artifact.fileName === fileName;
    if (isPresent) newest = entry;
  }
  return newest;
}

/** An application without entries per server: the aggregate is all there is. */
function aggregate({ desiredStatus, lastReportedStatus }: ApplicationWire, wanted: Wanted): Settled {
  if (desiredStatus === 'UPDATED') return pending('on its way');
  if (lastReportedStatus.includes('FAILED')) return { state: 'failed', message: lastReportedStatus };
  const wantedStatus = wanted.status === null ? TERMINAL : [wanted.status];
  return wantedStatus.includes(lastReportedStatus) ? SETTLED : pending(lastReportedStatus);
}

function pending(message: string): Settled {
  return { state: 'pending', message };
}
