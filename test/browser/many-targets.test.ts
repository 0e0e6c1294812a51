/** A hundred targets of five hundred resources each: what the page holds, and how often it asks while all have turns. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { change, plan } from '../render/plans.ts';
import { followed, revision, turnEnd } from '../serve/turn-results.ts';
import { says } from './shown.ts';
import { type OpenStatus, openStatusBench, type StatusBench } from './status-bench.ts';

const NAMES = Array.from({ length: 100 }, (_, index) => `target-${index + 1}`);
const GROUPS = 20;
const RESOURCES = 500;

let bench: StatusBench;

beforeAll(async () => {
  bench = await openStatusBench();
});

afterAll(() => bench?.close());

function planOf(target: string): Plan {
  const changes = Array.from({ length: RESOURCES }, (_, index) => {
    const place = `g-${index % GROUPS}`;
    const isPlace = index < GROUPS;
    const key = isPlace ? `ServerGroup/${place}` : `Application/app-${index}@ServerGroup:${place}`;
    const address = isPlace ? `${target}/${key}` : `${target}/Application/app-${index}@${place}`;
    return change(key, { action: 'keep', target, address });
  });
  const addresses = Object.fromEntries(changes.map(({ key, address }) => [`${target} ${key}`, address]));
  return plan(changes, { addresses });
}

async function openMany(): Promise<OpenStatus> {
  const turns = NAMES.map((target) => turnEnd({ target, plan: planOf(target) }));
  const opened = await bench.open([revision(NAMES.map((name) => followed(name))), ...turns]);
  await opened.page.locator('#live[data-is=live]').waitFor();
  return opened;
}

describe('a hundred targets', () => {
  it('are one short list, and of one of them there is everything', async () => {
    const { page, served } = await openMany();
    expect(await page.locator('#targets li').count()).toBe(100);
    expect(await page.locator('.node').count()).toBe(RESOURCES);
    expect((await (await served.get('/')).text()).length).toBeLessThan(200_000);
    expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(6_000);
  });

  it('that all have turns are asked about once in a second', async () => {
    const { page, requests, tell } = await openMany();
    const before = requests.length;
    const startedAt = performance.now();
    for (const target of NAMES) {
      tell({ type: 'turn_start', target, trigger: 'interval' });
      // As far as the page has heard of it.
      await page.evaluate('1');
      if (target !== NAMES.at(-1)) tell(turnEnd({ target, plan: planOf(target) }));
    }
    await says(page, '#targets li:last-child .state', 'turning');
    const seconds = (performance.now() - startedAt) / 1000;
    expect(requests.length - before).toBeGreaterThan(0);
    expect(requests.length - before).toBeLessThanOrEqual(2 + seconds);
  });

  it('are told one by one: an event holds its target alone', async () => {
    const { served, tell } = await openMany();
    const { body } = await served.get('/api/events');
    const heard = (async () => {
      let text = '';
      for await (const chunk of body ?? []) {
        text += Buffer.from(chunk).toString();
        if (/event: target\n.*\n\n$/.test(text)) return text;
      }
      return text;
    })();
    tell({ type: 'turn_start', target: 'target-7', trigger: 'hook' });
    const [all = '', one = ''] = (await heard).split('event: target\n');
    expect(all.length / NAMES.length).toBeLessThan(1_000);
    expect(JSON.parse(one.replace('data: ', ''))).toMatchObject({ name: 'target-7', state: 'turning' });
    expect(one.length).toBeLessThan(1_000);
  });

  it('are found by their state, too', async () => {
    const { page, tell } = await openMany();
    tell({ type: 'turn_start', target: 'target-42', trigger: 'hook' });
    await says(page, '#targets .state', 'turning');
    await page.keyboard.press('/');
    await page.keyboard.type('turning');
    await expect
      .poll(() => page.locator('#targets li:not([hidden]) b').allTextContents())
      .toEqual(['target-42']);
  });
});
