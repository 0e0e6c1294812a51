import type { Action } from './actions.ts';
import { create, deletePlace, join, leave, type Outcome, quietly } from './change-members.ts';
import { type Application, addressOf, isRunning, type State } from './estate.ts';
import { putApplication, withoutApplications } from './put.ts';
import { awayFrom } from './service-rules.ts';

/** What a call does. Only for one that the service accepts. */
export function carryOut(state: State, action: Action): Outcome {
  switch (action.type) {
    case 'leave':
      return leave(state, action);
    case 'join':
      return join(state, action);
    case 'create':
      return create(state, action);
    case 'delete':
      return deletePlace(state, action.place);
    case 'deploy': {
      const { name, place, bytes } = action;
      return quietly(
        putApplication(state, { name, place, bytes, status: 'STARTED', owned: true, missedBy: [] }),
      );
    }
    default:
      return change(state, action);
  }
}

type Change = Extract<Action, { type: 'update' | 'start' | 'stop' | 'remove' }>;

function change(state: State, action: Change): Outcome {
  const address = addressOf(action.name, action.place);
  const application = state.applications.get(address);
  if (application === undefined) return quietly(state);
  const interrupts = action.type !== 'start' && isRunning(application);
  return {
    state: changed(state, application, action),
    restarted: [],
    interrupted: interrupts ? [address] : [],
  };
}

/** New bytes start an application, whatever it was; that is why a STOPPED one is stopped again. */
function changed(state: State, application: Application, action: Change): State {
  switch (action.type) {
    case 'update': {
      const missedBy = awayFrom(state, application.place);
      return putApplication(state, { ...application, bytes: action.bytes, status: 'STARTED', missedBy });
    }
    case 'start':
      return putApplication(state, { ...application, status: 'STARTED' });
    case 'stop':
      return putApplication(state, { ...application, status: 'STOPPED' });
    case 'remove':
      return withoutApplications(state, [application]);
  }
}
