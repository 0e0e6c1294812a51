/** Servers and places that move: what the cheapest sequence costs, worked out by hand. */
import type { Sketch } from './sketch.ts';

export interface KnownCase {
  readonly title: string;
  readonly cost: readonly [restarts: number, interrupted: number, calls: number];
  readonly sketch: Sketch;
}

export const KNOWN_MOVES: readonly KnownCase[] = [
  {
    title: 'nothing to do',
    cost: [0, 0, 0],
    sketch: { servers: 'a', live: {}, desired: {} },
  },
  {
    title: 'a server moves between groups',
    cost: [0, 0, 2],
    sketch: {
      servers: 'a b',
      live: { places: { 'grp-a': 'a b', 'grp-b': '' } },
      desired: { places: { 'grp-a': 'a', 'grp-b': 'b' } },
    },
  },
  {
    title: 'a multicast cluster of three goes: two leave, and one restarts',
    cost: [1, 1, 3],
    sketch: {
      servers: 'a b c',
      live: { places: { 'clu-a': 'a b c' }, applications: { 'app-a@clu-a': 'v1' } },
      desired: {},
    },
  },
  {
    title: 'a unicast cluster of three goes at once',
    cost: [3, 1, 1],
    sketch: {
      servers: 'a b c',
      live: { places: { 'uni-a': 'a b c' }, applications: { 'app-a@uni-a': 'v1' } },
      desired: {},
    },
  },
  {
    title: 'a unicast cluster of two goes at once: a leave first would restart as many and be one call more',
    cost: [2, 0, 1],
    sketch: { servers: 'a b', live: { places: { 'uni-a': 'a b' } }, desired: {} },
  },
  {
    title: 'both members of a unicast cluster are exchanged',
    cost: [4, 1, 4],
    sketch: {
      servers: 'a b c d',
      live: { places: { 'uni-a': 'a b' }, applications: { 'app-a@uni-a': 'v1' } },
      desired: { places: { 'uni-a': 'c d' }, applications: { 'app-a@uni-a': 'v1' } },
    },
  },
  {
    title: 'a multicast cluster becomes unicast: one leaves, one restarts, both found it anew',
    cost: [1, 1, 4],
    sketch: {
      servers: 'a b',
      live: {
        places: { 'clu-a': 'a b' },
        applications: { 'app-a@clu-a': 'v1' },
      },
      desired: {
        places: { 'clu-a': 'a b' },
        forms: { 'clu-a': 'unicast' },
        applications: { 'app-a@clu-a': 'v1' },
      },
    },
  },
  {
    title: 'a unicast cluster becomes multicast',
    cost: [2, 0, 2],
    sketch: {
      servers: 'a b',
      live: { places: { 'uni-a': 'a b' } },
      desired: { places: { 'uni-a': 'a b' }, forms: { 'uni-a': 'multicast' } },
    },
  },
  {
    title: 'the new ip of an only member replaces the cluster and its application',
    cost: [1, 1, 3],
    sketch: {
      servers: 'a',
      live: { places: { 'uni-a': 'a=1' }, applications: { 'app-a@uni-a': 'v1' } },
      desired: { places: { 'uni-a': 'a=2' }, applications: { 'app-a@uni-a': 'v1' } },
    },
  },
  {
    title: 'the new ip of an only member waits for a second one',
    cost: [3, 0, 3],
    sketch: {
      servers: 'a b',
      live: { places: { 'uni-a': 'a=1' } },
      desired: { places: { 'uni-a': 'a=2 b' } },
    },
  },
  {
    title: 'the new ip of one of two members: it leaves and joins',
    cost: [2, 0, 2],
    sketch: {
      servers: 'a b',
      live: { places: { 'uni-a': 'a=1 b' } },
      desired: { places: { 'uni-a': 'a=2 b' } },
    },
  },
  {
    title: 'two multicast clusters of two swap their members',
    cost: [0, 0, 8],
    sketch: {
      servers: 'a b c d',
      live: { places: { 'clu-a': 'a b', 'clu-b': 'c d' } },
      desired: { places: { 'clu-a': 'c d', 'clu-b': 'a b' } },
    },
  },
  {
    title: 'a server that is away is the last of a multicast cluster that goes',
    cost: [1, 0, 2],
    sketch: { servers: 'a? b', live: { places: { 'clu-a': 'a b' } }, desired: {} },
  },
];
