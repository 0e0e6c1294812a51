/** Sends the same calls to the oracle's model and to a real sandbox, and expects the same of both. */
import { expect } from 'vitest';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Action, describeAction } from './actions.ts';
import { carryOut } from './carry-out.ts';
import { type Outcome, quietly } from './change-members.ts';
import { type State, serversAt } from './estate.ts';
import { placeOf } from './problem.ts';
import { type Effect, type NumberedEpisode, openRun } from './sandbox-run.ts';
import { stateOf } from './sandbox-world.ts';
import { refusalOf } from './service-rules.ts';

interface Step {
  readonly action: Action;
  readonly before: State;
  readonly outcome: Outcome;
}

/** `next` says what is sent in a state, until it says null. Returns the refusals, for who expects some. */
export async function expectAgreement(
  world: WorldInput,
  live: State,
  next: (state: State, index: number) => Action | null,
): Promise<readonly string[]> {
  const run = await openRun(world);
  const steps: Step[] = [];
  const refusals: string[] = [];
  try {
    let state = live;
    for (let action = next(state, 0); action !== null; action = next(state, steps.length)) {
      const refusal = refusalOf(state, action);
      const outcome = refusal === null ? carryOut(state, action) : quietly(state);
      expect(await run.send(action), `${describeAction(action)}: ${refusal}`).toBe(refusal === null);
      expect(linesOf(stateOf(run.world())), describeAction(action)).toEqual(linesOf(outcome.state));
      if (refusal !== null) refusals.push(refusal);
      steps.push({ action, before: state, outcome });
      state = outcome.state;
    }
    expectEffects(steps, await run.episode());
    return refusals;
  } finally {
    await run.close();
  }
}

function expectEffects(steps: readonly Step[], { log, effects }: NumberedEpisode): void {
  steps.forEach(({ action, before, outcome }, index) => {
    const observed = effects.filter(({ n }) => n === log[index]?.n);
    expect(disturbedBy(before, observed), describeAction(action)).toEqual(foretold(before, outcome));
  });
}

/** A state without what the service does not know: whose an application is. */
export function linesOf(state: State): readonly string[] {
  const applications = [...state.applications].map(
    ([address, { bytes, status, missedBy }]) => `${address} ${bytes} ${status} ${missedBy.join()}`,
  );
  const servers = [...state.servers].map(([name, { home }]) => `${name} ${home?.place} ${home?.ip}`);
  const places = [...state.places].map(([name, form]) => `${name} ${form}`);
  return [...applications, ...servers, ...places].sort();
}

/** Restarts of connected servers, and interruptions where something certainly runs. */
function foretold(before: State, { restarted, interrupted }: Outcome): readonly string[] {
  const restarts = restarted.filter((server) => before.servers.get(server)?.connected);
  const applications = interrupted.filter((address) => isCertain(before, address));
  return [...restarts, ...applications].sort();
}

function disturbedBy(before: State, effects: readonly Effect[]): readonly string[] {
  const subjects = effects.flatMap(({ class: name, subject }) => {
    const short = subject.replace(/^(Application|Server)\//, '').replace(/@\w+:/, '@');
    if (name === 'server-restart') return [short];
    return ['app-stop', 'app-restart'].includes(name) && isCertain(before, short) ? [short] : [];
  });
  return [...new Set(subjects)].sort();
}

/** What a server that is away runs is as unknown as what runs on an empty group; there only the contract counts. */
function isCertain(state: State, address: string): boolean {
  const servers = serversAt(state, placeOf(address));
  return servers.length > 0 && servers.every((server) => state.servers.get(server)?.connected);
}
