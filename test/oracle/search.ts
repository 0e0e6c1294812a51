/**
 * A cheapest sequence of calls, found by uniform-cost search: states are taken up in the order of what they cost, so
 * that the first one taken up that is as wanted is a cheapest. Three things only save work: the lower bound on what
 * is to come is added to the cost, states that differ in names only are one, and calls that can wait do wait. A
 * `plain` search does none of the three.
 */
import type { Action } from './actions.ts';
import { callsFor } from './calls-for.ts';
import { carryOut } from './carry-out.ts';
import { type Cost, costOf, NOTHING_SPENT, type Spent, spend, weightOf } from './cost.ts';
import type { State } from './estate.ts';
import { unmetOf } from './goal.ts';
import { Heap } from './heap.ts';
import { legalActions } from './legal-actions.ts';
import { lowerBound } from './lower-bound.ts';
import { plainKey } from './plain-key.ts';
import type { Problem } from './problem.ts';
import { keysFor } from './state-key.ts';
import { timelyActions } from './timely-actions.ts';

export interface SearchOptions {
  /** Nothing that costs more is looked at; `unreachable` then means: not within it. */
  readonly bound?: Cost;
  /** How many states are taken up at most; the default is a second's worth or two. */
  readonly nodeLimit?: number;
  readonly plain?: boolean;
}

export type SearchResult = { readonly expanded: number } & (
  | { readonly outcome: 'found'; readonly cost: Cost; readonly calls: readonly Action[] }
  | { readonly outcome: 'unreachable' }
  | { readonly outcome: 'not_exhausted' }
);

interface Node {
  readonly state: State;
  readonly spent: Spent;
  readonly key: string;
  readonly last: { readonly action: Action; readonly before: Node } | null;
}

const NODE_LIMIT = 10_000;

export function search(problem: Problem, options: SearchOptions = {}): SearchResult {
  const frontier = new Frontier(problem, options);
  frontier.add(problem.live, NOTHING_SPENT, null);
  for (let expanded = 0; ; expanded += 1) {
    const node = frontier.next();
    if (node === undefined) return { outcome: 'unreachable', expanded };
    if (unmetOf(problem, node.state).length === 0) {
      return { outcome: 'found', cost: costOf(node.spent), calls: callsTo(node), expanded };
    }
    if (expanded >= (options.nodeLimit ?? NODE_LIMIT)) return { outcome: 'not_exhausted', expanded };
    expand(problem, options, node, frontier);
  }
}

function expand(problem: Problem, options: SearchOptions, node: Node, frontier: Frontier): void {
  const actionsOf = options.plain ? legalActions : timelyActions;
  for (const action of actionsOf(problem, node.state)) {
    const outcome = carryOut(node.state, action);
    const spent = spend(node.spent, outcome, callsFor(problem, node.state, action));
    frontier.add(outcome.state, spent, { action, before: node });
  }
}

function callsTo(node: Node): readonly Action[] {
  const calls: Action[] = [];
  for (let { last } = node; last !== null; { last } = last.before) calls.unshift(last.action);
  return calls;
}

/** What is to be taken up, and what was reached for less before. */
class Frontier {
  readonly #problem: Problem;
  readonly #bound: number;
  readonly #isPlain: boolean;
  readonly #keyOf: (state: State, interrupted: ReadonlySet<string>) => string;
  readonly #heap = new Heap<Node>();
  readonly #best = new Map<string, number>();

  constructor(problem: Problem, { bound, plain = false }: SearchOptions) {
    this.#problem = problem;
    this.#bound = bound === undefined ? Number.POSITIVE_INFINITY : weightOf(bound);
    this.#isPlain = plain;
    this.#keyOf = plain ? plainKey : keysFor(problem);
  }

  add(state: State, spent: Spent, last: Node['last']): void {
    const key = this.#keyOf(state, spent.interrupted);
    const weight = weightOf(costOf(spent));
    if (weight >= (this.#best.get(key) ?? Number.POSITIVE_INFINITY)) return;
    this.#best.set(key, weight);
    const rest = this.#isPlain ? 0 : lowerBound(this.#problem, state, spent.interrupted);
    if (rest === Number.POSITIVE_INFINITY || weight + rest > this.#bound) return;
    this.#heap.push({ state, spent, key, last }, weight + rest);
  }

  /** Skips what was reached for less after it had been put in. */
  next(): Node | undefined {
    for (;;) {
      const node = this.#heap.pop();
      if (node === undefined || this.#best.get(node.key) === weightOf(costOf(node.spent))) return node;
    }
  }
}
