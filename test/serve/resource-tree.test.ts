/** How the resources of a target hang together on the page. */
import { describe, expect, it } from 'vitest';
import type { ResourceStatus } from '../../src/model/resource-status.ts';
import { branchesOf } from '../../src/serve/page/resource-tree.ts';

function resource(address: string, parts: Partial<ResourceStatus> = {}): ResourceStatus {
  const [, kind = '', name = ''] = address.split('/');
  return {
    address,
    kind: kind as ResourceStatus['kind'],
    name,
    place: null,
    members: [],
    sync: 'in_sync',
    health: 'healthy',
    cause: null,
    message: null,
    ...parts,
  };
}

function shown(...resources: readonly ResourceStatus[]): readonly unknown[] {
  return branchesOf(resources).map(({ place, members, leaves }) => [
    place?.name ?? null,
    members.map((member) => (typeof member === 'string' ? `${member}?` : member.name)),
    leaves.map(({ name }) => name),
  ]);
}

describe('the tree', () => {
  it('has clusters, groups, servers with applications, and then the rest', () => {
    expect(
      shown(
        resource('p/Application/a', { place: 'p/Server/s1' }),
        resource('p/Application/b', { place: 'p/Cluster/c' }),
        resource('p/Server/s1'),
        resource('p/Server/s2'),
        resource('p/Server/s3'),
        resource('p/ServerGroup/g', { members: ['p/Server/s2', 'p/Server/elsewhere'] }),
        resource('p/Cluster/c'),
      ),
    ).toEqual([
      ['c', [], ['b']],
      ['g', ['s2', 'elsewhere?'], []],
      ['s1', [], ['a']],
      [null, [], ['s3']],
    ]);
  });

  it('has user groups, and applications of places that nobody declares, besides', () => {
    expect(
      shown(resource('m/UserGroup/Deployers'), resource('p/Application/a', { place: 'p/Cluster/gone' })),
    ).toEqual([[null, [], ['Deployers', 'a']]]);
  });
});
