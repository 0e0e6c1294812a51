/** The status page with the real service behind it, opened once: what is committed, done by hand or broken shows. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { byHand } from '../commands/by-hand.ts';
import { ADA } from '../commands/git-bench.ts';
import { useBrowser } from './browser.ts';
import { type WatchedService, watchService } from './service-bench.ts';
import { says, textOf } from './shown.ts';
import { APPS, estate } from './watched-estate.ts';

const INTERVAL = 330_000;
const HOUR = 3_600_000;

const browser = useBrowser();

/** As it stands: for everybody, in both schemes, on a wide screen and a narrow one. */
async function expectReadable(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(`axe.run().then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => [id, impact, nodes[0].html]))`);
    expect(violations).toEqual([]);
  }
  for (const width of [400, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  }
}

/** The estate, committed and applied. */
async function watchApplied(policy = '', args: readonly string[] = []): Promise<WatchedService> {
  const watched = await watchService(browser(), { args });
  await watched.commit(estate(policy), 'Declare production');
  await says(watched.page, '#head .headline', 'in sync');
  await says(watched.page, '#history td', '5 created (5 calls)');
  return watched;
}

describe('a commit', () => {
  it('into an empty repository brings a target, its turn, and what was applied', async () => {
    const { page, gate, commit, expectUntouched } = await watchService(browser());
    await says(page, 'h1', 'There is nothing to reconcile yet');
    expect(await textOf(page, 'main p')).toContain('muleteer init');
    expect(await page.locator('.refused, #targets').count()).toBe(0);
    await expectReadable(page);
    gate.close();
    const made = await commit(estate(), 'Declare production');
    await says(page, '#targets .state', 'turning');
    expect(await textOf(page, 'h1')).toBe('production Environment');
    expect(await textOf(page, '#head .facts')).toContain('goes on now, begun by the service itself');
    expect(await textOf(page, '#revision')).toContain(
      `${made.slice(0, 7)} Declare production, taken just now`,
    );
    gate.open();
    await says(page, '#head .headline', 'in sync');
    expect(await textOf(page, '#head .headline')).toBe('= in sync ● healthy');
    expect(await textOf(page, '#targets a')).toBe('production Acme / Sandbox = in sync ● healthy');
    expect(await page.locator('.place .node p:first-child').allTextContents()).toEqual([
      '=Cluster orders',
      '=ServerGroup payments',
      '=Server mule-5',
    ]);
    expect(await page.locator('.leaves .node').allTextContents()).toEqual([
      '=orders-api\nin sync',
      '=pay-api\nin sync',
      '=feed\nin sync',
    ]);
    await says(page, '#history td', '5 created (5 calls)');
    expect(await textOf(page, '#history tbody tr')).toBe(
      `just now${made.slice(0, 7)}5 created (5 calls)✓ doneAda Ops <ada@example.test>`,
    );
    await expectReadable(page);
    await expectUntouched();
  });

  it('that is broken is told with its place, and the one before it goes on', async () => {
    const { page, commit, service, expectUntouched } = await watchApplied();
    const good = await textOf(page, '#revision code');
    const bad = await commit({ 'apps.yaml': APPS.replace('desiredStatus', 'desiredstatus') }, 'Slip');
    await says(page, '#revision .refused', 'A newer revision is broken: the one before it goes on');
    const told = await textOf(page, '#revision .refused');
    expect(told).toMatch(/apps\.yaml:4:\d+ unknown key desiredstatus .*: did you mean desiredStatus\?/);
    expect(told).toContain(`${bad.slice(0, 7)}, 1 problem, since just now; ${good} goes on`);
    await service.clock.advance(INTERVAL);
    await service.turned(2);
    expect(await textOf(page, '#head .headline')).toBe('= in sync ● healthy');
    await expectReadable(page);
    await commit({ 'apps.yaml': APPS }, 'Mend it');
    await says(page, '#revision .subject', 'Mend it');
    expect(await page.locator('.refused').count()).toBe(0);
    await expectUntouched();
  });
});

describe('what drifts', () => {
  it('is shown, and stays where nothing heals; elsewhere it is undone', async () => {
    const { page, bench, service, commit, expectUntouched } = await watchApplied('heal: off');
    const hand = await byHand(bench);
    await hand.change('/applications', 'orders-api', { desiredStatus: 'STOPPED' });
    await service.clock.advance(INTERVAL);
    await says(page, '#head .headline', 'out of sync');
    expect(await page.title()).toBe('! production · Muleteer');
    await says(page, '.node.note .how', 'held, changed outside git');
    await page.locator('.node a', { hasText: 'orders-api' }).click();
    await page.locator('.change details[open]').waitFor();
    expect(await textOf(page, '.change .fields')).toContain('spec.desiredStatus');
    expect(await page.locator('.change :is(del, ins)').allTextContents()).toEqual([
      'before: STOPPED',
      'after: STARTED',
    ]);
    await expectReadable(page);
    await commit(estate(), 'Heal');
    await says(page, '#head .headline', 'in sync');
    await says(page, '#history td', '1 updated (1 call)');
    expect(await page.locator('.change').count()).toBe(0);
    await hand.change('/applications', 'feed', { desiredStatus: 'STOPPED' });
    await service.clock.advance(INTERVAL);
    await page.getByText('1 updated (1 call)').nth(1).waitFor();
    expect(await hand.names('/applications')).toContain('feed');
    await expectUntouched();
  });
});

describe('what waits', () => {
  it('for a window shows when it opens and whom it disturbs, and goes when it opens', async () => {
    const window = 'windows: [{ effects: [app-restart], cron: 0 2 * * *, duration: 1h }]';
    const { page, service, commit, expectUntouched } = await watchApplied(window, ['--interval', '24h']);
    await commit(estate(window, 'two'), 'Release 2');
    await says(page, '.waits li', 'app-restart waits for a window');
    expect(await textOf(page, '.waits .until')).toBe('in 2 hours until 2024-06-01 02:00 UTC');
    expect(await textOf(page, '.waits .disturbs')).toBe(
      '! interrupts orders-api and pay-api; feed on mule-5',
    );
    expect(await textOf(page, '#plan .headline')).toBe('Nothing to do now: 7 resources as declared · 3 held');
    expect(await textOf(page, '#targets a')).toContain('≠ out of sync ● healthy 3 wait');
    await expectReadable(page);
    await service.clock.advance(HOUR);
    await service.turned(2);
    await service.clock.advance(HOUR);
    await says(page, '#head .headline', 'in sync');
    expect(await textOf(page, '#head .facts')).toContain('begun by a window that opened');
    await says(page, '#history td', '3 updated (3 calls)');
    expect(await page.locator('.waits, .change').count()).toBe(0);
    await expectUntouched();
  });

  it('for a person is told with the reason and its end', async () => {
    const { page, bench, service, commit, expectUntouched } = await watchApplied();
    const held = ['hold', 'production/Application/orders-api@orders'];
    const hold = async (...flags: readonly string[]): Promise<void> =>
      expect(await bench.cli([...held, ...flags], { env: ADA })).toMatchObject({ code: 0 });
    await hold('--reason', 'INC-4711', '--until', '4h', '--owner', 'Ada');
    await commit(estate('', 'two'), 'Release 2');
    await says(page, '.waits li', 'INC-4711');
    expect(await textOf(page, '.waits .until')).toMatch(/^in 4 hours until 2024-06-01 04:0\d UTC$/);
    expect(await textOf(page, '.waits .disturbs')).toBe('! interrupts orders-api');
    await says(page, '#history td', '2 updated (2 calls)');
    await hold('--release');
    await service.clock.advance(INTERVAL);
    await says(page, '#head .headline', 'in sync');
    expect(await page.locator('.waits').count()).toBe(0);
    await expectUntouched();
  });
});

describe('an outage', () => {
  it('is told with the next attempt and the age of what is shown, and is over by itself', async () => {
    const { page, gate, service, expectUntouched } = await watchApplied();
    gate.breakDown();
    await service.clock.advance(INTERVAL);
    await says(page, '#targets .state', 'tries again');
    expect(await textOf(page, '#head .headline')).toBe('? sync unknown ○ health unknown');
    const facts = await textOf(page, '#head .facts');
    expect(facts).toMatch(/Next turnin \d+ (s|min), after 1 turn that did not go well/);
    expect(facts).toMatch(/Seen last\d+ min ago: what stands below is from then/);
    expect(await textOf(page, '#head .refused')).toMatch(/^The last turn did not go well .* connection/);
    expect(await page.locator('.leaves .node').count()).toBe(3);
    await expectReadable(page);
    gate.open();
    await service.clock.advance(INTERVAL);
    await says(page, '#head .headline', 'in sync');
    expect(await textOf(page, '#head .facts')).toContain('begun by another attempt');
    await expectUntouched();
  });
});

describe('by keyboard alone', () => {
  it('everything can be reached, in the order of the page', async () => {
    const { page, commit, expectUntouched } = await watchApplied();
    await commit(estate('sync: plan', 'two'), 'Release 2');
    await says(page, '.waits li', 'only planned here');
    await page.evaluate('document.activeElement.blur()');
    const stops: string[] = [];
    const query = `document.activeElement.closest('.skip, #scheme, #targets, .change, .node, .scroll')`;
    const name = `(${query})?.matches('.node, .change, .scroll') ? (${query}).className : (${query})?.id || (${query})?.className || ''`;
    for (let stop = 'start'; stop !== '' && stops.length < 40; ) {
      await page.keyboard.press('Tab');
      stop = String(await page.evaluate(name));
      if (stop !== stops.at(-1)) stops.push(stop);
    }
    expect(stops).toEqual(['skip', 'scheme', 'targets', 'change', 'node note', 'scroll', '']);
    await page.locator('.node a').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.change details[open]', { hasText: 'orders-api' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.matches(".change summary")')).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.change details[open]').count()).toBe(0);
    await expectUntouched();
  });
});
