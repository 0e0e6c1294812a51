/** Server-sent events, over a real connection. */
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ServedStatus, serveInTest } from './server.ts';
import { followed, NEXT_COMMIT, revision, turnEnd } from './turn-results.ts';

interface SentEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Listener {
  /** The next message, whatever it is. */
  next(): Promise<string>;
  event(): Promise<SentEvent>;
  /** Resolves when the server has hung up. */
  ended(): Promise<void>;
}

async function listen({ get }: ServedStatus): Promise<Listener> {
  const answer = await get('/api/events');
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('there is no body');
  onTestFinished(() => reader.cancel().catch(() => {}));
  let buffered = '';
  const next = async (): Promise<string> => {
    while (!buffered.includes('\n\n')) {
      const { value, done } = await reader.read();
      if (done) throw new Error('the server hung up');
      buffered += value;
    }
    const [message = '', ...rest] = buffered.split('\n\n');
    buffered = rest.join('\n\n');
    return message;
  };
  const event = async (): Promise<SentEvent> => {
    const message = await next();
    const [, name = '', data = ''] = /^event: (\w+)\ndata: (.*)$/.exec(message) ?? [];
    return name === '' ? event() : { event: name, data: JSON.parse(data) };
  };
  return {
    next,
    event,
    async ended() {
      for (;;) if ((await reader.read()).done) return;
    },
  };
}

describe('GET /api/events', () => {
  it('begins with everything in a nutshell, and goes on with what changes', async () => {
    const served = await serveInTest();
    const { board } = served;
    board.tell(revision([followed(), followed('test')]));
    const listener = await listen(served);
    expect(await listener.next()).toBe('retry: 3000');
    const first = await listener.event();
    expect(first).toMatchObject({
      event: 'status',
      data: { targets: [{ name: 'production' }, { name: 'test' }] },
    });
    board.tell({ type: 'turn_start', target: 'test', trigger: 'hook' });
    expect(await listener.event()).toMatchObject({
      event: 'target',
      data: { name: 'test', state: 'turning', trigger: 'hook' },
    });
    board.tell(turnEnd({ target: 'test' }));
    expect(await listener.event()).toMatchObject({
      event: 'target',
      data: { name: 'test', sync: 'in_sync' },
    });
    board.tell({ type: 'history', target: 'production', entries: [] });
    expect(await listener.event()).toMatchObject({ event: 'target', data: { name: 'production' } });
    board.tell(revision([followed()], NEXT_COMMIT));
    expect(await listener.event()).toMatchObject({
      event: 'status',
      data: { revision: { commit: NEXT_COMMIT } },
    });
  });

  it('is never silent for long', async () => {
    const served = await serveInTest();
    const listener = await listen(served);
    await listener.event();
    served.advance(15_000);
    expect(await listener.next()).toBe(': still here');
  });

  it('ends with the service', async () => {
    const served = await serveInTest();
    const listener = await listen(served);
    await listener.event();
    const ended = listener.ended();
    await served.close();
    await ended;
  });

  it('is for a hundred at once', async () => {
    const served = await serveInTest();
    const listeners = await Promise.all(Array.from({ length: 100 }, () => listen(served)));
    expect((await served.get('/api/events')).status).toBe(503);
    served.board.tell(revision());
    for (const listener of listeners.slice(0, 3)) await listener.event();
  });

  it('hangs up on whoever does not read, and on nobody else', async () => {
    const served = await serveInTest();
    const { board, url } = served;
    const reading = await listen(served);
    const { port } = new URL(url);
    const slow = connect(Number(port), '127.0.0.1');
    onTestFinished(() => void slow.destroy());
    const gone = new Promise<void>((resolve) => slow.once('close', () => resolve()));
    slow.on('error', () => {});
    slow.pause();
    slow.write(`GET /api/events HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    // What the system takes from the server for a reader that sleeps is a few megabytes.
    const error = { code: 'api', message: 'x'.repeat(400_000), hint: null, passes: true };
    board.tell(revision());
    for (let sent = 0; sent < 60; sent += 1) {
      board.tell(turnEnd({ outcome: 'failed', plan: null, error }));
      let told = await reading.event();
      while (told.event !== 'target') told = await reading.event();
    }
    slow.resume();
    await gone;
    board.tell(revision([followed('after')]));
    expect((await reading.event()).data).toMatchObject({ targets: [{ name: 'after' }] });
  });
});
