import { expectFailure, MANAGER } from './expect.js';

/** The service's own message is shown, but for 401 and 403, which have fixed texts. */
export function errors() {
  const describe = [MANAGER, 'server', 'describe', '1'];
  const armed = (status) => ({
    args: describe,
    fault: { match: { path: '/servers/1$' }, times: 1, action: refusal(status) },
    check: (result) => expectFailure(result, status === 403 ? 'Forbidden' : `refused with ${status}`),
  });
  return [
    { args: describe, as: 'wrong app', check: (result) => expectFailure(result, 'Authentication failed') },
    armed(403),
    { args: describe, check: (result) => expectFailure(result, '1') },
    {
      args: [MANAGER, 'serverGroup', 'create', 'billing'],
      check: (result) => expectFailure(result, 'billing'),
    },
    armed(429),
    armed(500),
  ];
}

function refusal(status) {
  return { type: 'respond', status, body: { status, message: `refused with ${status}` } };
}
