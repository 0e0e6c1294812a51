/** What is drawn of a target's calls: columns, waves, what is folded, and what is left to the table. */
import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/model/call.ts';
import { type CallGraph, createCallGraph } from '../../src/render/html/call-graph.ts';
import { layOut } from '../../src/render/html/graph-layout.ts';
import { call, effect } from './plans.ts';

const APPLICATION = 'Application/pay@Cluster:east';

function many(count: number, parts: Partial<Call> = {}): readonly Call[] {
  return Array.from({ length: count }, (_, index) => call(`c${index + 10}`, APPLICATION, parts));
}

function drawn({ nodes, edges }: CallGraph): Readonly<Record<string, readonly string[]>> {
  return {
    nodes: nodes.map(({ calls, column }) => `${column}: ${calls[0]?.id} ×${calls.length}`),
    edges: edges.map(({ from, to }) => `${from.calls[0]?.id} → ${to.calls[0]?.id}`),
  };
}

describe('createCallGraph', () => {
  it('puts a call behind the last that it waits for, without lines that follow from others', () => {
    const calls = [
      call('c1', APPLICATION),
      call('c2', APPLICATION, { waitsFor: ['c1'] }),
      call('c3', APPLICATION, { waitsFor: ['c1', 'c2'] }),
    ];
    expect(drawn(createCallGraph(calls, 100))).toEqual({
      nodes: ['0: c1 ×1', '1: c2 ×1', '2: c3 ×1'],
      edges: ['c1 → c2', 'c2 → c3'],
    });
  });

  it('begins a wave behind all of the wave before it', () => {
    const calls = [
      call('c1', APPLICATION),
      call('c2', APPLICATION, { waitsFor: ['c1'] }),
      call('c3', APPLICATION, { wave: 3 }),
    ];
    const graph = createCallGraph(calls, 100);
    expect(drawn(graph).nodes).toEqual(['0: c1 ×1', '1: c2 ×1', '2: c3 ×1']);
    expect(graph.waves).toEqual([0, 3]);
  });

  it('folds in a large plan what does the same and waits for the same, and nothing in a small one', () => {
    const first = call('c1', 'Cluster/east');
    const last = call('c99', 'Cluster/east', { verb: 'delete', waitsFor: ['c10'] });
    const graph = createCallGraph([first, ...many(30, { waitsFor: ['c1'] }), last], 100);
    expect(drawn(graph)).toEqual({
      nodes: ['0: c1 ×1', '1: c10 ×1', '1: c11 ×29', '2: c99 ×1'],
      edges: ['c1 → c10', 'c1 → c11', 'c10 → c99'],
    });
    expect(createCallGraph(many(24), 100).nodes).toHaveLength(24);
  });

  it.each([
    ['verb', { verb: 'stop' }],
    ['effect', { effects: [effect('app-restart', APPLICATION)] }],
    ['wave', { wave: 1 }],
  ])('keeps apart what has another %s', (_, parts) => {
    const other = many(10, parts).map((one) => ({ ...one, id: `x${one.id}` }));
    expect(createCallGraph([...many(20), ...other], 100).nodes).toHaveLength(2);
  });

  it('says how many calls it leaves out', () => {
    const chain = Array.from({ length: 40 }, (_, index) =>
      call(`c${index}`, APPLICATION, { waitsFor: index === 0 ? [] : [`c${index - 1}`] }),
    );
    const graph = createCallGraph(chain, 15);
    expect([graph.nodes.length, graph.edges.length, graph.leftOut]).toEqual([15, 14, 25]);
  });
});

describe('layOut', () => {
  it('draws no two nodes at one place, and keeps a chain on one line', () => {
    const chain = [
      call('c1', APPLICATION),
      call('c2', APPLICATION),
      call('c3', APPLICATION, { waitsFor: ['c2'] }),
      call('c4', APPLICATION, { waitsFor: ['c1'] }),
    ];
    const { placed, looseFrom } = layOut(createCallGraph([...chain, ...many(9)], 100));
    const places = placed.map(({ node, column, row }) => `${node.calls[0]?.id} ${column},${row}`);
    expect(places.slice(0, 4)).toEqual(['c1 0,0', 'c2 0,1', 'c4 1,0', 'c3 1,1']);
    expect(new Set(placed.map(({ column, row }) => `${column},${row}`)).size).toBe(13);
    expect(looseFrom).toBe(2);
  });
});
