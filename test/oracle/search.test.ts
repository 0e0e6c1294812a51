/** The oracle on cases whose cheapest sequences are known by hand, with its savings and without them. */
import { describe, expect, it } from 'vitest';
import { describeAction } from './actions.ts';
import { KNOWN_DEPLOYMENTS } from './known-deployments.ts';
import { KNOWN_MOVES } from './known-moves.ts';
import { replay } from './replay.ts';
import { search } from './search.ts';
import { type Sketch, sketched } from './sketch.ts';

const UNREACHABLE: readonly (readonly [string, Sketch])[] = [
  [
    'two clusters swap their only members',
    {
      servers: 'a b',
      live: { places: { 'clu-a': 'a', 'clu-b': 'b' } },
      desired: { places: { 'clu-a': 'b', 'clu-b': 'a' } },
    },
  ],
  [
    'without pruning, a copy keeps a server from joining',
    {
      servers: 'a b',
      live: { places: { 'grp-a': 'a b' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: { places: { 'grp-a': 'a', 'grp-b': 'b' }, applications: { 'app-a@grp-a': 'v1' } },
      prune: 'none',
    },
  ],
  [
    'a cluster that is to be replaced holds what nobody owns',
    {
      servers: 'a',
      live: { places: { 'clu-a': 'a' }, applications: { 'app-a@clu-a': 'v1' } },
      desired: { places: { 'clu-a': 'a' }, forms: { 'clu-a': 'unicast' } },
      recorded: ['clu-a'],
    },
  ],
  [
    'a server is in a group of nobody',
    {
      servers: 'a',
      live: { places: { 'grp-a': 'a' } },
      desired: { places: { 'grp-b': 'a' } },
      recorded: [],
    },
  ],
  [
    'a unicast cluster is to take a server that is away',
    { servers: 'a b?', live: {}, desired: { places: { 'uni-a': 'a b' } } },
  ],
  [
    'an empty group that goes holds what nobody owns',
    {
      servers: 'a',
      live: { places: { 'grp-a': '' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: {},
      recorded: ['grp-a'],
    },
  ],
];

describe.each([{ plain: false }, { plain: true }])('the cheapest sequence, plain: $plain', (options) => {
  it.each([...KNOWN_MOVES, ...KNOWN_DEPLOYMENTS])('$title', ({ cost, sketch }) => {
    const problem = sketched(sketch);
    const result = search(problem, options);
    if (result.outcome !== 'found') throw new Error(result.outcome);
    const { restarts, interrupted, calls } = result.cost;
    expect([restarts, interrupted, calls], result.calls.map(describeAction).join('; ')).toEqual(cost);
    const replayed = replay(problem, result.calls);
    expect(replayed).toMatchObject({ cost: result.cost, illegal: [], unmet: [] });
  });

  it.each(UNREACHABLE)('%s: there is none', (_, sketch) => {
    expect(search(sketched(sketch), options).outcome).toBe('unreachable');
  });
});
