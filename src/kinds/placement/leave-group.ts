/** A server that leaves a group, and the copy that it keeps of each of its applications. */
import { type DeclaredComparison, isActive } from '../../model/comparison.ts';
import { fact } from '../../model/facts.ts';
import { identityOf, keyOf, type Place as NamedPlace, type ResourceKey } from '../../model/resource.ts';
import { type LiveMember, serverAt } from '../members.ts';
import type { HostedApplication, RunState } from './application-states.ts';
import type { Question } from './blocks.ts';
import { type Cost, hasContent, hasStatus, leftoverCost } from './copy-costs.ts';
import { append, type Copy, type CopyDraft } from './copy-plan.ts';
import { chooseStages, type LeavingStages } from './leaving-stages.ts';
import type { Moves } from './moves.ts';

export interface CopyQuestion extends Question {
  readonly moves: Moves;
}

/**
 * The application that is declared on this very server and not there yet. A server that joins elsewhere cannot bring
 * it along as a copy.
 */
export function wantedOn(
  server: ResourceKey,
  name: string,
  { world, blocks, moves }: CopyQuestion,
): DeclaredComparison | null {
  const comparison = world.comparison(copyKey(server, name));
  if (comparison?.desired == null || comparison.live !== null || !isActive(comparison)) return null;
  return blocks.deploys.has(comparison.key) || moves.destinations.has(server) ? null : comparison;
}

function copyKey(server: ResourceKey, name: string): ResourceKey {
  const place: NamedPlace = { kind: 'Server', name: identityOf(server).name };
  return keyOf({ kind: 'Application', name, place });
}

export function letLeave(
  leavers: readonly LiveMember[],
  hosted: readonly HostedApplication[],
  plan: CopyDraft,
  question: CopyQuestion,
): void {
  const { stages } = stagesOf(leavers, hosted, question);
  for (const one of hosted) if (one.stages.length > 2) plan.staged.add(one.key);
  for (const { key: server } of leavers) {
    for (const [index, one] of hosted.entries()) {
      const at = stages.get(server)?.[index] ?? 0;
      const [stage, next] = [one.stages[at] ?? one.stages[0], one.stages[at + 1]];
      if (stage.reached !== null) {
        append(plan.after, server, stage.reached);
        plan.outlived.add(one.key);
      }
      if (next?.reached != null) append(plan.leaveFirst, next.reached, fact.free(server));
      noteCopy(server, one, stage.state, wantedOn(server, one.name, question), plan);
    }
  }
}

const NEVER: Cost = { interruptions: Number.POSITIVE_INFINITY, calls: Number.POSITIVE_INFINITY };

export function stagesOf(
  leavers: readonly LiveMember[],
  hosted: readonly HostedApplication[],
  question: CopyQuestion,
): LeavingStages {
  return chooseStages(
    leavers.map(({ key }) => key),
    hosted,
    (server, one) => {
      const wanted = wantedOn(server, one.name, question);
      const costs = one.stages.map(({ state }) => leftoverCost(state, wanted, one.disposable));
      // A member that cannot be reached leaves before its group is updated (reference, section 12, row 25).
      const isBound = !one.goes && isAway(server, question);
      return costs.map((cost, stage) => (isBound && stage > 0 ? NEVER : cost));
    },
  );
}

function isAway(server: ResourceKey, { world }: Question): boolean {
  return serverAt(server, world)?.facts.status === 'DISCONNECTED';
}

export function noteCopy(
  server: ResourceKey,
  { name, disposable }: HostedApplication,
  state: RunState | null,
  wanted: DeclaredComparison | null,
  { copies }: CopyDraft,
): void {
  if (state === null) return;
  append(copies, server, { key: copyKey(server, name), state, becomes: fateOf(state, wanted, disposable) });
}

function fateOf(state: RunState, wanted: DeclaredComparison | null, disposable: boolean): Copy['becomes'] {
  if (wanted === null) return disposable ? 'delete' : 'leave';
  const { spec } = wanted.desired;
  return hasContent(state, spec) && hasStatus(state, spec) ? 'adopt' : 'update';
}
