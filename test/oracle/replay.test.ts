/** Sequences that are no plan: what the service would refuse, and what nobody may do. */
import { describe, expect, it } from 'vitest';
import type { Action } from './actions.ts';
import { replay } from './replay.ts';
import { type Sketch, sketched } from './sketch.ts';

const leave = (server: string, place: string): Action => ({ type: 'leave', server, place });
const join = (server: string, place: string, ip: string | null = null): Action => {
  return { type: 'join', server, place, ip };
};
const remove = (name: string, place: string): Action => ({ type: 'remove', name, place });
const group: Sketch = {
  servers: 'a b? c',
  live: { places: { 'grp-a': 'a b' }, applications: { 'app-a@grp-a': 'v1', 'app-b@c': 'v1' } },
  desired: {
    places: { 'grp-a': 'a' },
    applications: { 'app-a@grp-a': 'v2', 'app-b@c': 'v1' },
  },
};
const unwanted: Sketch = {
  servers: 'a b',
  live: { places: { 'clu-a': 'a', 'grp-a': '' }, applications: { 'app-a@clu-a': 'v1', 'app-a@grp-a': 'v1' } },
  desired: {},
  recorded: ['clu-a', 'grp-a'],
};
const flipped: Sketch = {
  servers: 'a b c',
  live: { places: { 'clu-a': 'a' } },
  desired: { places: { 'clu-a': 'a b=1' }, forms: { 'clu-a': 'unicast' } },
};

const foreign: Sketch = { servers: 'a', live: { places: { 'grp-b': 'a' } }, desired: {}, recorded: [] };

const ILLEGAL: readonly (readonly [string, Sketch, readonly Action[]])[] = [
  ['a is where it is wanted', group, [leave('a', 'grp-a')]],
  ['c is not in grp-a', group, [leave('c', 'grp-a')]],
  ['c has applications of its own', group, [join('c', 'grp-a')]],
  ['b is not wanted so in grp-a', group, [leave('b', 'grp-a'), remove('app-a', 'b'), join('b', 'grp-a')]],
  ['b has to leave grp-a before', group, [{ type: 'update', name: 'app-a', place: 'grp-a', bytes: 'v2' }]],
  [
    'app-a@grp-a is to have v2',
    group,
    [leave('b', 'grp-a'), { type: 'update', name: 'app-a', place: 'grp-a', bytes: 'v3' }],
  ],
  ['app-b@c has these bytes', group, [{ type: 'update', name: 'app-b', place: 'c', bytes: 'v1' }]],
  ['app-b@c is to be STARTED', group, [{ type: 'stop', name: 'app-b', place: 'c' }]],
  ['app-b@c is declared', group, [remove('app-b', 'c')]],
  ['app-c@c is not declared', group, [{ type: 'deploy', name: 'app-c', place: 'c', bytes: 'v1' }]],
  ['app-a is at grp-a already', group, [{ type: 'deploy', name: 'app-a', place: 'a', bytes: 'v1' }]],
  ['grp-a is to stay', group, [{ type: 'delete', place: 'grp-a' }]],
  ['grp-b is not declared as group', group, [{ type: 'create', place: 'grp-b', form: 'group', members: [] }]],
  ['app-a at clu-a would go, and must not', unwanted, [{ type: 'delete', place: 'clu-a' }]],
  ['app-a at grp-a would go, and must not', unwanted, [{ type: 'delete', place: 'grp-a' }]],
  ['app-a@clu-a is not ours to delete', unwanted, [remove('app-a', 'clu-a')]],
  ['a is the last server of clu-a', unwanted, [leave('a', 'clu-a')]],
  ['grp-b is not ours to change', foreign, [leave('a', 'grp-b')]],
  ['clu-a is to be replaced', flipped, [join('b', 'clu-a')]],
  ['c is not wanted so in clu-a', flipped, recreation('c', '1')],
  ['b is not wanted so in clu-a', flipped, recreation('b', '2')],
  ['app-a@a is not ours to delete', leftover('none'), [remove('app-a', 'a')]],
];

function recreation(server: string, ip: string): readonly Action[] {
  const create: Action = { type: 'create', place: 'clu-a', form: 'unicast', members: [{ server, ip }] };
  return [{ type: 'delete', place: 'clu-a' }, create];
}

function leftover(prune: 'none' | 'owned'): Sketch {
  return { servers: 'a', live: { applications: { 'app-a@a': 'v1' } }, desired: {}, prune };
}

describe('a replay', () => {
  it.each(ILLEGAL)('objects: %s', (objection, sketch, calls) => {
    const { illegal } = replay(sketched(sketch), calls);
    expect(illegal).toEqual([expect.stringContaining(`: ${objection}`)]);
  });

  it('may replace the cluster of an only member with a new ip when no other can hold the place', () => {
    const sketch = (second: string): Sketch => ({
      servers: `a ${second}`,
      live: { places: { 'uni-a': 'a=1' } },
      desired: { places: { 'uni-a': 'a=2 b' } },
    });
    const calls: readonly Action[] = [{ type: 'delete', place: 'uni-a' }];
    expect(replay(sketched(sketch('b')), calls).illegal).toHaveLength(1);
    expect(replay(sketched(sketch('b?')), calls).illegal).toEqual([]);
  });

  it('says what is missing at the end, and what it cost to come this far', () => {
    const problem = sketched(group);
    const { cost, illegal, unmet } = replay(problem, [leave('b', 'grp-a')]);
    expect({ cost, illegal }).toEqual({ cost: { restarts: 0, interrupted: 0, calls: 1 }, illegal: [] });
    expect(unmet).toEqual(['app-a@grp-a has v1', 'app-a@b is still there']);
  });

  it('goes on after a refused call as if it had not been sent', () => {
    const { cost, illegal } = replay(sketched(unwanted), [leave('a', 'clu-a')]);
    expect(illegal).toHaveLength(1);
    expect(cost.calls).toBe(0);
  });

  it('misses what is not pruned only when it is to be pruned', () => {
    expect(replay(sketched(leftover('none')), []).unmet).toEqual([]);
    expect(replay(sketched(leftover('owned')), []).unmet).toEqual(['app-a@a is still there']);
  });
});
