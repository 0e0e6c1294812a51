/** `schemas/status.schema.json`: what is answered and told is as it says. */
import { describe, expect, it } from 'vitest';
import { ESTATE } from './estate-status.ts';
import { serveInTest } from './server.ts';
import { expectValid, expectWholeStatus, PLAN_SCHEMA, STATUS_SCHEMA } from './status-schema.ts';
import { broken } from './turn-results.ts';

describe('the schema of the status', () => {
  it.each([
    ['nothing', []],
    ['broken manifests', [broken({ at: null, hint: null, commit: null })]],
    ['an estate in the middle of its day', [...ESTATE, broken()]],
  ])('holds for %s', async (_, events) => {
    const { get, board } = await serveInTest();
    events.forEach(board.tell);
    expectWholeStatus(await (await get('/api/status')).json());
  });

  it('holds for one target, as somebody asks for it', async () => {
    const { get, board } = await serveInTest();
    ESTATE.forEach(board.tell);
    const status = await (await get('/api/status?target=production')).json();
    expectWholeStatus(status);
    expect(status).toMatchObject({
      targets: [{ name: 'production', waits: [{ reason: 'window' }, {}, {}] }],
    });
  });

  it('holds for what is told in events, which have no more than fits into a line', async () => {
    const { get, board } = await serveInTest();
    ESTATE.forEach(board.tell);
    const { body } = await get('/api/events');
    const told = new Map<string, unknown>();
    let text = '';
    for await (const chunk of body ?? []) {
      text += Buffer.from(chunk).toString();
      for (const [, event = '', data = ''] of text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g))
        told.set(event, JSON.parse(data));
      if (told.has('target')) break;
      if (told.has('status')) board.tell({ type: 'turn_start', target: 'production', trigger: 'hook' });
    }
    expectValid('status', told.get('status'));
    expectValid('status#/$defs/target', told.get('target'));
    const whole = ['waits', 'resources', 'turns', 'history', 'plan'];
    expect(whole.filter((key) => Object.hasOwn(told.get('target') as object, key))).toEqual([]);
  });

  it('has the totals of a plan', () => {
    const { properties = {} } = STATUS_SCHEMA.$defs.target?.properties.summary ?? {};
    expect(properties).toEqual(PLAN_SCHEMA.properties.summary?.properties);
  });
});
