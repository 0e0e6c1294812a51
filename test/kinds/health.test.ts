/** Which of several members a person is told about while an application is not healthy. */
import { describe, expect, it } from 'vitest';
import { readApplication } from '../../src/anypoint/wire.ts';
import { health } from '../../src/kinds/application/health.ts';
import type { MemberState } from '../../src/model/resource.ts';

const SHA1 = 'c053ecf9ed41df0311b9df13cc6c3b6078d2d3c2';

/** An application on the servers 1 and 2, as they report it. */
function judge(
  desiredStatus: string,
  reported: readonly [string, string],
  statuses: readonly [string, string],
) {
  const artifact = { fileName: 'a.jar', fileChecksum: SHA1 };
  const application = readApplication({
    id: 660411,
    name: 'orders-api',
    desiredStatus,
    lastReportedStatus: reported[0],
    artifact,
    serverArtifacts: reported.map((lastReportedStatus, index) => ({
      id: index + 1,
      serverId: index + 1,
      artifact,
      desiredStatus: 'STARTED',
      lastReportedStatus,
      message: lastReportedStatus.includes('FAILED') ? 'port 8081 is taken' : '',
    })),
  });
  if (application === undefined) throw new Error('the application cannot be read');
  const server = (id: number) => ({ name: `mule-${id}`, status: statuses[id - 1] ?? 'RUNNING' });
  return health(application, { serverIds: [1, 2], status: 'STARTED', sha1: SHA1, server });
}

function inShort({ name, status, statusOf, message }: MemberState): string {
  return `${name} ${statusOf === 'server' ? 'is ' : ''}${status}${message === '' ? '' : `: ${message}`}`;
}

describe('health over two members', () => {
  it.each([
    ['both run it', 'STARTED', ['STARTED', 'STARTED'], ['RUNNING', 'RUNNING'], 'settled', '', null],
    [
      'a failure before anything else',
      'STARTED',
      ['STARTING', 'DEPLOYMENT_FAILED'],
      ['DISCONNECTED', 'RUNNING'],
      'failed',
      'DEPLOYMENT_FAILED on mule-2: port 8081 is taken',
      ['mule-1 is DISCONNECTED', 'mule-2 DEPLOYMENT_FAILED: port 8081 is taken'],
    ],
    [
      'one that is away before one that is busy',
      'STARTED',
      ['STARTING', 'UNKNOWN'],
      ['RUNNING', 'DISCONNECTED'],
      'stalled',
      'mule-2 is DISCONNECTED',
      ['mule-1 STARTING', 'mule-2 is DISCONNECTED'],
    ],
    [
      'one that is busy',
      'STARTED',
      ['STARTED', 'STARTING'],
      ['RUNNING', 'RUNNING'],
      'pending',
      'STARTING on mule-2',
      ['mule-1 STARTED', 'mule-2 STARTING'],
    ],
    [
      'on its way, whatever was reported before',
      'UPDATED',
      ['STARTED', 'STARTED'],
      ['RUNNING', 'RUNNING'],
      'pending',
      'on its way to the servers',
      null,
    ],
    [
      'an old failure while something is on its way',
      'UPDATED',
      ['STARTED', 'DEPLOYMENT_FAILED'],
      ['RUNNING', 'RUNNING'],
      'pending',
      'on its way to mule-2',
      ['mule-1 STARTED', 'mule-2 PENDING'],
    ],
    [
      'several that failed alike',
      'STARTED',
      ['DEPLOYMENT_FAILED', 'DEPLOYMENT_FAILED'],
      ['RUNNING', 'RUNNING'],
      'failed',
      'DEPLOYMENT_FAILED on mule-1, mule-2: port 8081 is taken',
      ['mule-1 DEPLOYMENT_FAILED: port 8081 is taken', 'mule-2 DEPLOYMENT_FAILED: port 8081 is taken'],
    ],
    [
      'several that failed each in its way',
      'STARTED',
      ['FAILED', 'DEPLOYMENT_FAILED'],
      ['RUNNING', 'RUNNING'],
      'failed',
      'FAILED on mule-1: port 8081 is taken; DEPLOYMENT_FAILED on mule-2: port 8081 is taken',
      ['mule-1 FAILED: port 8081 is taken', 'mule-2 DEPLOYMENT_FAILED: port 8081 is taken'],
    ],
  ] as const)('%s', (_, desiredStatus, reported, statuses, state, message, told) => {
    const { members, ...judged } = { members: undefined, ...judge(desiredStatus, reported, statuses) };
    expect(judged).toEqual(message === '' ? { state } : { state, message });
    expect(members?.map(inShort) ?? null).toEqual(told);
  });
});
