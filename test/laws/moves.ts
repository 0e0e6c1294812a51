/** Moves that people ask for, each with a name, as small worlds. */
import type { Sketch } from '../oracle/sketch.ts';

const ALL = 'mule-1 mule-2 mule-3 mule-4';

export const MOVES: Readonly<Record<string, Sketch>> = {
  'move a server between groups': {
    servers: ALL,
    live: { places: { 'grp-a': 'mule-1 mule-2', 'grp-b': 'mule-3' } },
    desired: { places: { 'grp-a': 'mule-1', 'grp-b': 'mule-2 mule-3' } },
  },
  'move a server out of a group that has an application': {
    servers: ALL,
    live: { places: { 'grp-a': 'mule-1 mule-2', 'clu-a': 'mule-3' }, applications: { 'pay@grp-a': 'v1' } },
    desired: { places: { 'grp-a': 'mule-1', 'clu-a': 'mule-2 mule-3' }, applications: { 'pay@grp-a': 'v1' } },
  },
  'join with a leftover application': {
    servers: ALL,
    live: { places: { 'grp-a': 'mule-1' }, applications: { 'old@mule-2': 'v1' } },
    desired: { places: { 'grp-a': 'mule-1 mule-2' } },
  },
  'swap the members of two groups': {
    servers: ALL,
    live: { places: { 'grp-a': 'mule-1', 'grp-b': 'mule-2' } },
    desired: { places: { 'grp-a': 'mule-2', 'grp-b': 'mule-1' } },
  },
  'swap the members of two multicast clusters': {
    servers: ALL,
    live: { places: { 'clu-a': 'mule-1 mule-2', 'clu-b': 'mule-3 mule-4' } },
    desired: { places: { 'clu-a': 'mule-3 mule-4', 'clu-b': 'mule-1 mule-2' } },
  },
  'swap the only members of two clusters': {
    servers: ALL,
    live: { places: { 'clu-a': 'mule-1', 'clu-b': 'mule-2' } },
    desired: { places: { 'clu-a': 'mule-2', 'clu-b': 'mule-1' } },
  },
  'rotate three servers': {
    servers: ALL,
    live: { places: { 'grp-a': 'mule-1', 'grp-b': 'mule-2', 'clu-a': 'mule-3 mule-4' } },
    desired: { places: { 'grp-a': 'mule-3', 'grp-b': 'mule-1', 'clu-a': 'mule-2 mule-4' } },
  },
  'add a server to a unicast cluster': {
    servers: ALL,
    live: { places: { 'uni-a': 'mule-1=10.0.0.11 mule-2=10.0.0.12' }, applications: { 'pay@uni-a': 'v1' } },
    desired: {
      places: { 'uni-a': 'mule-1=10.0.0.11 mule-2=10.0.0.12 mule-3=10.0.0.13' },
      applications: { 'pay@uni-a': 'v1' },
    },
  },
  'exchange all members of a unicast cluster': {
    servers: ALL,
    live: { places: { 'uni-a': 'mule-1=10.0.0.11 mule-2=10.0.0.12' } },
    desired: { places: { 'uni-a': 'mule-3=10.0.0.13 mule-4=10.0.0.14' } },
  },
  'give a member another address': {
    servers: ALL,
    live: { places: { 'uni-a': 'mule-1=10.0.0.11 mule-2=10.0.0.12' } },
    desired: { places: { 'uni-a': 'mule-1=10.0.0.11 mule-2=10.0.1.12' } },
  },
  'give the only member another address': {
    servers: ALL,
    live: { places: { 'uni-a': 'mule-1=10.0.0.11' }, applications: { 'pay@uni-a': 'v1' } },
    desired: { places: { 'uni-a': 'mule-1=10.0.1.11' }, applications: { 'pay@uni-a': 'v1' } },
  },
  'flip a cluster from multicast to unicast': {
    servers: ALL,
    live: { places: { 'clu-a': 'mule-1 mule-2' }, applications: { 'pay@clu-a': 'v1' } },
    desired: {
      places: { 'clu-a': 'mule-1=10.0.0.11 mule-2=10.0.0.12' },
      forms: { 'clu-a': 'unicast' },
      applications: { 'pay@clu-a': 'v1' },
    },
  },
  'flip a cluster from unicast to multicast': {
    servers: ALL,
    live: { places: { 'uni-a': 'mule-1=10.0.0.11 mule-2=10.0.0.12' }, applications: { 'pay@uni-a': 'v1' } },
    desired: {
      places: { 'uni-a': 'mule-1 mule-2' },
      forms: { 'uni-a': 'multicast' },
      applications: { 'pay@uni-a': 'v1' },
    },
  },
  'change the place of an application': {
    servers: ALL,
    live: { places: { 'clu-a': 'mule-1' }, applications: { 'pay@mule-2': 'v1' } },
    desired: { places: { 'clu-a': 'mule-1' }, applications: { 'pay@clu-a': 'v1' } },
  },
  'leave a group and keep its application': {
    servers: ALL,
    live: { places: { 'grp-a': 'mule-1 mule-2' }, applications: { 'pay@grp-a': 'v1' } },
    desired: { places: { 'grp-a': 'mule-1' }, applications: { 'pay@grp-a': 'v1', 'pay@mule-2': 'v1' } },
  },
  'delete a group with its application': {
    servers: ALL,
    live: { places: { 'grp-a': 'mule-1 mule-2 mule-3' }, applications: { 'pay@grp-a': 'v1' } },
    desired: {},
  },
  'delete a group, its application is not ours': {
    servers: ALL,
    live: { places: { 'grp-a': 'mule-1 mule-2' }, applications: { 'pay@grp-a': 'v1' } },
    desired: {},
    recorded: ['grp-a'],
  },
  'delete a group and keep its application on each server': {
    servers: ALL,
    live: { places: { 'grp-a': 'mule-1 mule-2' }, applications: { 'pay@grp-a': 'v1' } },
    desired: { applications: { 'pay@mule-1': 'v1', 'pay@mule-2': 'v1' } },
  },
  'delete a multicast cluster with its application': {
    servers: ALL,
    live: { places: { 'clu-a': 'mule-1 mule-2 mule-3' }, applications: { 'pay@clu-a': 'v1' } },
    desired: {},
  },
  'delete a unicast cluster with its application': {
    servers: ALL,
    live: {
      places: { 'uni-a': 'mule-1=10.0.0.11 mule-2=10.0.0.12 mule-3=10.0.0.13' },
      applications: { 'pay@uni-a': 'v1' },
    },
    desired: {},
  },
  'update a group that an unreachable member leaves': {
    servers: 'mule-1 mule-2? mule-3 mule-4',
    live: { places: { 'grp-a': 'mule-1 mule-2' }, applications: { 'pay@grp-a': 'v1' } },
    desired: { places: { 'grp-a': 'mule-1' }, applications: { 'pay@grp-a': 'v2' } },
  },
  'two servers leave a group, of which one takes along what the other must not': {
    servers: ALL,
    live: { places: { 'grp-a': 'mule-1 mule-2 mule-3' }, applications: { 'old@grp-a': 'v1' } },
    desired: {
      places: { 'grp-a': 'mule-2' },
      applications: { 'new@grp-a': 'v1', 'old@mule-1': 'v1', 'new@mule-1': 'v1' },
    },
  },
  'everything together': {
    servers: ALL,
    live: {
      places: { 'grp-a': 'mule-1 mule-2', 'clu-a': 'mule-3', 'grp-b': 'mule-4' },
      applications: { 'pay@grp-a': 'v1', 'ship@clu-a': 'v1', 'old@grp-b': 'v1' },
    },
    desired: {
      places: { 'grp-a': 'mule-2', 'clu-a': 'mule-3=10.0.0.13 mule-1=10.0.0.11' },
      forms: { 'clu-a': 'unicast' },
      applications: { 'pay@grp-a': 'v2', 'ship@clu-a': 'v2', 'pay@mule-4': 'v1' },
    },
  },
};
