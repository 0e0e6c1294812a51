/** The console's errors: a message in one of the shapes seen (MMC unknown: error body). */
import type { Answer } from '../http/answer.ts';
import type { World } from '../world/world.ts';

export class ConsoleRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function consoleAnswer(world: World, refusal: ConsoleRefusal): Answer {
  const { status, message } = refusal;
  const headers =
    status === 401 ? { 'www-authenticate': 'Basic realm="Mule Management Console"' } : undefined;
  const answer = (type: string, body: string): Answer => ({
    status,
    body,
    headers: { 'content-type': type, ...headers },
  });
  switch (world.state.switches.mmcErrorBody) {
    case 'json':
      return answer('application/json', JSON.stringify({ message }));
    case 'unquoted':
      return answer('application/json', `{message: ${JSON.stringify(message)}}`);
    case 'html':
      return answer('text/html', `<html><body><h1>HTTP Status ${status}</h1><p>${message}</p></body></html>`);
    case 'text':
      return answer('text/plain', message);
    case 'empty':
      return answer('text/plain', '');
  }
}
