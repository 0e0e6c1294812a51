/**
 * Which errors came up while a connection was being made, so that nothing of a request can have been sent. The error
 * alone does not tell: the same TLS error may end a handshake or an open connection. undici says so on its
 * diagnostics channel, also for the connections to a proxy and through it.
 */
import { subscribe } from 'node:diagnostics_channel';

const seen = new WeakSet<object>();

subscribe('undici:client:connectError', (message) => {
  if (typeof message !== 'object' || message === null || !('error' in message)) return;
  if (message.error instanceof Error) seen.add(message.error);
});

export function failedToConnect(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (seen.has(at)) return true;
  return false;
}
