/** Applications, and the copies that groups leave: what the cheapest sequence costs, worked out by hand. */
import type { KnownCase } from './known-moves.ts';

export const KNOWN_DEPLOYMENTS: readonly KnownCase[] = [
  {
    title: 'a server leaves a group and keeps the copy that is wanted there',
    cost: [0, 0, 1],
    sketch: {
      servers: 'a b',
      live: { places: { 'grp-a': 'a b' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: { places: { 'grp-a': 'a' }, applications: { 'app-a@grp-a': 'v1', 'app-a@b': 'v1' } },
    },
  },
  {
    title: 'a group gets new bytes before a server leaves with a copy of them',
    cost: [0, 1, 2],
    sketch: {
      servers: 'a b',
      live: { places: { 'grp-a': 'a b' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: { places: { 'grp-a': 'a' }, applications: { 'app-a@grp-a': 'v2', 'app-a@b': 'v2' } },
    },
  },
  {
    title: 'a group gets new bytes after a server has left with the old ones',
    cost: [0, 1, 2],
    sketch: {
      servers: 'a b',
      live: { places: { 'grp-a': 'a b' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: { places: { 'grp-a': 'a' }, applications: { 'app-a@grp-a': 'v2', 'app-a@b': 'v1' } },
    },
  },
  {
    title: 'who is away leaves before the group gets new bytes, and is given its own',
    cost: [0, 2, 3],
    sketch: {
      servers: 'a b?',
      live: { places: { 'grp-a': 'a b' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: { places: { 'grp-a': 'a' }, applications: { 'app-a@grp-a': 'v2', 'app-a@b': 'v2' } },
    },
  },
  {
    title: 'a server moves on from a group with an application: the copy is deleted',
    cost: [0, 1, 3],
    sketch: {
      servers: 'a b',
      live: { places: { 'grp-a': 'a b', 'grp-b': '' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: { places: { 'grp-a': 'a', 'grp-b': 'b' }, applications: { 'app-a@grp-a': 'v1' } },
    },
  },
  {
    title: 'a group goes with its application, which is deleted first',
    cost: [0, 1, 2],
    sketch: {
      servers: 'a b',
      live: { places: { 'grp-a': 'a b' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: {},
    },
  },
  {
    title: 'a group goes, and its application stays on one of two servers',
    cost: [0, 1, 2],
    sketch: {
      servers: 'a b',
      live: { places: { 'grp-a': 'a b' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: { applications: { 'app-a@a': 'v1' } },
    },
  },
  {
    title: 'a group goes, and leaves what nobody owns on its servers',
    cost: [0, 0, 1],
    sketch: {
      servers: 'a b',
      live: { places: { 'grp-a': 'a b' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: {},
      recorded: ['grp-a'],
    },
  },
  {
    title: 'a group whose only member is exchanged gets new bytes',
    cost: [0, 1, 3],
    sketch: {
      servers: 'a b',
      live: { places: { 'grp-a': 'a' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: {
        places: { 'grp-a': 'b' },
        applications: { 'app-a@grp-a': 'v2', 'app-a@a': 'v1' },
      },
    },
  },
  {
    title: 'a declared STOPPED application is deployed and stopped',
    cost: [0, 1, 2],
    sketch: { servers: 'a', live: {}, desired: { applications: { 'app-a@a': 'v1 STOPPED' } } },
  },
  {
    title: 'new bytes for a stopped application: sent, and stopped again',
    cost: [0, 1, 2],
    sketch: {
      servers: 'a',
      live: { applications: { 'app-a@a': 'v1 STOPPED' } },
      desired: { applications: { 'app-a@a': 'v2 STOPPED' } },
    },
  },
  {
    title: 'new bytes for a stopped application that is to run: it may have to be started after them',
    cost: [0, 0, 2],
    sketch: {
      servers: 'a',
      live: { applications: { 'app-a@a': 'v1 STOPPED' } },
      desired: { applications: { 'app-a@a': 'v2' } },
    },
  },
  {
    title: 'without pruning, a copy stays where nobody minds',
    cost: [0, 0, 1],
    sketch: {
      servers: 'a b',
      live: { places: { 'grp-a': 'a b' }, applications: { 'app-a@grp-a': 'v1' } },
      desired: { places: { 'grp-a': 'a' }, applications: { 'app-a@grp-a': 'v1' } },
      prune: 'none',
    },
  },
];
