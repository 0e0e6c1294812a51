/** The status page, as an operator has it open all day: live, by keyboard, on any screen, and out of nobody's reach. */
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusEvent } from '../../src/model/status-after.ts';
import { HOSTILE } from '../render/golden-plans.ts';
import { call, change, effect, plan, status } from '../render/plans.ts';
import { ESTATE, PRODUCTION } from '../serve/estate-status.ts';
import { broken, COMMIT, followed, report, revision, START, turnEnd } from '../serve/turn-results.ts';
import { contrasts } from './contrast.ts';
import { type OpenOptions, type OpenStatus, openStatusBench, type StatusBench } from './status-bench.ts';

const SCHEMES = ['light', 'dark'] as const;
const APP = 'Application/orders-api@Cluster:orders-cluster';
const DRIFT = plan([change(APP, { cause: 'drift', fields: [status('drift')], calls: ['c1'] })], {
  calls: [call('c1', APP, { effects: [effect('app-restart', APP)] })],
});

let bench: StatusBench;

beforeAll(async () => {
  bench = await openStatusBench();
});

afterAll(() => bench?.close());

/** Returns when the page hears what happens. */
async function open(events: readonly StatusEvent[], options: OpenOptions = {}): Promise<OpenStatus> {
  const opened = await bench.open(events, options);
  await opened.page.locator('#live[data-is=live]').waitFor();
  return opened;
}

function many(count: number): readonly StatusEvent[] {
  const names = Array.from({ length: count }, (_, index) => `target-${index + 1}`);
  return [revision(names.map((name) => followed(name))), ...names.map((target) => turnEnd({ target }))];
}

describe('the page', () => {
  it('follows what happens without being loaded again', async () => {
    const { page, tell } = await open([]);
    await page.evaluate('window.isTheSame = true');
    expect(await page.locator('h1').textContent()).toBe('The manifests are being read');
    tell(revision());
    await page.locator('#targets b', { hasText: 'production' }).waitFor();
    tell({ type: 'turn_start', target: 'production', trigger: 'commit' });
    await page.getByText('goes on now, begun by a new commit').waitFor();
    tell(turnEnd({ outcome: 'refused', plan: DRIFT }));
    await page.locator('#head .headline', { hasText: 'out of sync' }).waitFor();
    await page.locator('#resources .node.note', { hasText: 'changed outside git' }).waitFor();
    expect(await page.locator('#plan .change .disturbs').textContent()).toContain('interrupts orders-api');
    expect(await page.title()).toBe('! production · Muleteer');
    tell(turnEnd({ outcome: 'applied', plan: DRIFT, report: report(DRIFT) }));
    await page.locator('#head .headline', { hasText: 'in sync' }).waitFor();
    await page.locator('#plan', { hasText: 'Nothing to do: 1 resource as declared' }).waitFor();
    expect(await page.title()).toBe('production · Muleteer');
    tell(broken({ problems: 3 }));
    await page.getByText('A newer revision is broken: the one before it goes on').waitFor();
    const counts = { created: 0, updated: 4, replaced: 0, deleted: 0, calls: 4 };
    const entry = { time: START, commit: COMMIT, author: 'Ada', state: 'complete', counts } as const;
    tell({ type: 'history', target: 'production', entries: [entry] });
    await page.locator('#history td', { hasText: '4 updated (4 calls)' }).waitFor();
    expect(await page.evaluate('window.isTheSame')).toBe(true);
  });

  it('asks nobody but its own service, and the browser has nothing to complain of', async () => {
    const { page, requests, complaints, served, tell } = await open(ESTATE);
    tell(turnEnd({ plan: DRIFT, outcome: 'pending' }));
    await page.locator('#resources .node', { hasText: 'orders-api' }).waitFor();
    await page.getByRole('link', { name: /^staging/ }).click();
    await page.locator('h1', { hasText: 'staging' }).waitFor();
    expect(requests.filter((url) => !url.startsWith(`${served.url}/`))).toEqual([]);
    expect(requests.length).toBeGreaterThan(3);
    expect(complaints).toEqual([]);
  });

  it('shows what waits, and until when', async () => {
    const { page } = await open(ESTATE);
    const first = page.locator('.waits li').first();
    expect(await first.locator('time').textContent()).toBe('in 6 hours');
    expect(await first.locator('.until .muted').textContent()).toBe('until 2024-06-01 18:00 UTC');
    expect(await first.textContent()).toContain('app-restart waits for a window');
    expect(await page.locator('.waits li').count()).toBe(3);
  });

  it('shows the resources below what they run on, what is wrong first, and folds what is many', async () => {
    const { page } = await open(ESTATE);
    const branches = page.locator('.branch');
    const namesIn = (at: number): Promise<string[]> =>
      branches.nth(at).locator(':scope > .leaves > li > .node b').allTextContents();
    expect(await branches.locator('.place b').allTextContents()).toEqual([
      'orders-cluster',
      'payments',
      'mule-b1',
    ]);
    expect(await branches.count()).toBe(3);
    expect(await namesIn(1)).toEqual(['stock-api', 'ledger', 'refund-api', 'pay-api']);
    expect(await branches.first().locator('.members').textContent()).toMatch(
      /mule-c1\s*mule-c2\s*… mule-c3 waits/,
    );
    expect(await namesIn(2)).toHaveLength(12);
    expect(await page.getByText('feed-18').isVisible()).toBe(false);
    await page.getByText('6 more in sync').click();
    expect(await page.getByText('feed-18').isVisible()).toBe(true);
  });

  it('begins with the target that needs somebody, and shows another where one is asked for', async () => {
    const { page } = await open(ESTATE, { path: '/?target=mmc' });
    expect(await page.locator('h1').textContent()).toMatch(/^mmc /);
    expect(await page.getByText('nobody answers at mmc.acme.test').first().isVisible()).toBe(true);
    await page.goto(page.url().replace('?target=mmc', ''));
    expect(await page.locator('h1').textContent()).toMatch(/^production /);
    const gone = await page.goto(`${page.url()}?target=%3Cb%3Egone`);
    expect(gone?.status()).toBe(404);
    expect(await page.locator('h1').textContent()).toBe('There is no target <b>gone');
  });

  it('says when the service is away, and goes on when it is back', async () => {
    const { page, served } = await open(ESTATE);
    await served.close();
    await page.locator('#live[data-is=lost]').waitFor();
    expect(await page.locator('#live').textContent()).toBe(
      'the service does not answer: what you see is old',
    );
    expect(await page.locator('h1').textContent()).toMatch(/^production /);
  });

  it('is complete without its script', async () => {
    const { page } = await bench.open(ESTATE, { javaScriptEnabled: false });
    expect(await page.locator('.waits time').first().textContent()).toBe('2024-06-01 18:00:00 UTC');
    expect(await page.locator('#plan .change').count()).toBe(4);
    expect(await page.locator('#scheme, #narrow').locator('visible=true').count()).toBe(0);
    await page.getByRole('link', { name: /^staging/ }).click();
    expect(await page.locator('h1').textContent()).toMatch(/^staging /);
  });
});

describe('while the page changes', () => {
  it('what is open stays open, and what has the focus keeps it', async () => {
    const { page, tell } = await open(ESTATE);
    const ledger = page.locator('.change', { hasText: 'ledger' }).locator('summary');
    await ledger.press('Enter');
    await page.getByText('6 more in sync').click();
    await ledger.focus();
    const { changes } = PRODUCTION;
    tell(
      turnEnd({
        outcome: 'pending',
        plan: { ...PRODUCTION, changes: changes.filter(({ name }) => name !== 'mule-c3') },
      }),
    );
    await page.locator('.waits li').nth(1).waitFor();
    await expect.poll(() => page.locator('.change').count()).toBe(3);
    expect(await page.locator('.change details[open]').count()).toBe(1);
    expect(await page.locator('.change', { hasText: 'ledger' }).locator('details[open]').count()).toBe(1);
    expect(await page.getByText('feed-18').isVisible()).toBe(true);
    expect(await page.evaluate('document.activeElement.closest(".change")?.textContent ?? ""')).toContain(
      'ledger',
    );
  });

  it('what is typed to find a target stays, and so does what it found', async () => {
    const { page, tell } = await open(many(12));
    const shown = (): Promise<number> => page.locator('#targets li:not([hidden])').count();
    await page.keyboard.press('/');
    await page.keyboard.type('target-1');
    await expect.poll(shown).toBe(4);
    tell({ type: 'turn_start', target: 'target-11', trigger: 'hook' });
    await page.locator('#targets li', { hasText: 'turning' }).waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('name');
    await page.keyboard.type('2');
    await expect.poll(shown).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(shown).toBe(12);
  });
});

describe('by keyboard alone', () => {
  it('the target is one key away, and every target a few', async () => {
    const { page } = await open(ESTATE);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.locator('#targets a').nth(2).focus();
    await page.keyboard.press('Enter');
    await page.locator('h1', { hasText: 'test' }).waitFor();
    expect(await page.locator('#targets [aria-current]').textContent()).toContain('test');
  });

  it('every link to something on the page leads there', async () => {
    const { page } = await open(ESTATE);
    const dead = `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href').slice(1)).filter((id) => document.getElementById(id) === null)`;
    expect(await page.evaluate(dead)).toEqual([]);
    await page.locator('.node[href]').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.change details[open]', { hasText: 'stock-api' }).waitFor();
  });
});

describe('for everybody', () => {
  const TEXTS = [
    ...[
      'h1',
      'h1 .muted',
      '#revision .muted',
      '#live',
      '#scheme',
      '#targets > p',
      '#targets b',
      '#targets .muted',
    ],
    ...[
      '.state.fine',
      '.state.note',
      '.state.alarm',
      '.state.dim',
      '.fine .sign',
      '.note .sign',
      '.alarm .sign',
    ],
    ...[
      '.facts dt',
      '.refused h2',
      '.refused p',
      '.refused .muted',
      '.until',
      '.until .muted',
      '.waits .muted',
    ],
    ...[
      '.node b',
      '.node .how',
      '.node.note .how',
      '.node.alarm .how',
      '.node.alarm .why',
      '.members',
      '.rest summary',
    ],
    ...['tbody th', 'td code', 'td .muted', '.change h4', '.change .disturbs'],
  ];

  it.each(SCHEMES)('it can be read in the %s scheme', async (colorScheme) => {
    const { page } = await open(ESTATE, { colorScheme });
    const found = await contrasts(page, TEXTS);
    expect(found.length).toBeGreaterThan(TEXTS.length - 3);
    expect(found.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  const PATHS = ['/', '/?target=mmc', '/?target=test', '/?target=none'];

  it.each(SCHEMES.flatMap((colorScheme) => PATHS.map((path) => ({ colorScheme, path }))))(
    '$path gives axe nothing to object to in the $colorScheme scheme',
    async (options) => {
      const { page } = await open(ESTATE, options);
      await page.evaluate(axe.source);
      const violations = await page.evaluate(`axe.run().then(({ violations }) =>
        violations.map(({ id, impact, nodes }) => [id, impact, nodes[0].html]))`);
      expect(violations).toEqual([]);
    },
  );

  it.each([360, 390, 800, 1280, 1600])('it has no horizontal scroll at %i px', async (width) => {
    const { page } = await open(ESTATE, { viewport: { width, height: 800 } });
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  it('has its landmarks, and headings without a gap', async () => {
    const { page } = await open(ESTATE);
    const tree = await page.locator('body').ariaSnapshot();
    for (const landmark of ['banner', 'navigation "Targets"', 'main'])
      expect(tree).toContain(`- ${landmark}`);
    const levels = await page
      .locator('main :is(h1, h2, h3, h4)')
      .evaluateAll((all) => all.map(({ tagName }: { tagName: string }) => Number(tagName[1])));
    expect(levels[0]).toBe(1);
    expect(new Set(levels)).toContain(2);
  });

  it.each(SCHEMES)('the other colours are one key away from the %s scheme', async (colorScheme) => {
    const { page } = await open(ESTATE, { colorScheme });
    const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const before = await ground();
    await page.locator('#scheme').press('Enter');
    expect([before, await ground()].sort()).toEqual(['rgb(20, 23, 27)', 'rgb(255, 255, 255)']);
  });
});

describe('hostile names', () => {
  const hostile = HOSTILE.map((name) => `Application/${name.replaceAll('/', '|')}@Cluster:c`);
  const changes = hostile.map((key, index) =>
    change(key, {
      address: `production/${key}`,
      status: index % 2 === 0 ? 'held' : 'planned',
      waiting: [{ reason: 'hold', message: HOSTILE[index] ?? '', hint: HOSTILE[index] ?? '' }],
      origin: { file: HOSTILE[index] ?? '', line: 1, column: 1 },
    }),
  );
  const error = { code: 'api', message: HOSTILE[0], hint: HOSTILE[1], passes: true };
  const author = HOSTILE[1];
  const counts = { created: 0, updated: 0, replaced: 0, deleted: 0, calls: 0 };
  const events: readonly StatusEvent[] = [
    {
      ...revision(),
      type: 'revision',
      revision: { commit: HOSTILE[0], subject: HOSTILE[1], dirty: true, loadedAt: START },
      targets: [followed()],
    },
    broken({ message: HOSTILE[1], at: HOSTILE[0], hint: HOSTILE[1] }),
    turnEnd({ outcome: 'failed', plan: plan(changes), error }),
    {
      type: 'history',
      target: 'production',
      entries: [{ time: START, commit: null, author, state: 'complete', counts }],
    },
  ];

  it('are shown as text, when the page is loaded and when it changes', async () => {
    const { page, complaints, tell } = await open([]);
    tell(...events);
    await page.locator('.node', { hasText: '<img src=x onerror=alert(1)>' }).waitFor();
    const made = 'script, img, iframe, base, object';
    expect(await page.locator(made).count()).toBe(1);
    await page.reload();
    expect(await page.locator(made).count()).toBe(1);
    const names = (await page.locator('.node b').allTextContents()).join('\n');
    expect(names).toContain('<script>alert(1)<|script>');
    expect(complaints).toEqual([]);
  });

  it('meet a policy that lets nothing else run, or be asked', async () => {
    const { page, complaints } = await open(events);
    const done = await page.evaluate(`(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.hit = true';
      document.body.append(script);
      const asked = await fetch('http://evil.test/').then(() => true, () => false);
      return [window.hit === true, asked];
    })()`);
    expect(done).toEqual([false, false]);
    expect(complaints.filter((text) => text.includes('Content Security Policy')).length).toBeGreaterThan(1);
  });
});

describe('with a token', () => {
  it('the browser asks for it once, and stays live', async () => {
    const token = 'a-token-of-32-characters-or-more';
    const { page, tell } = await bench.open([revision()], {
      parts: { token },
      httpCredentials: { username: 'ada', password: token },
    });
    await page.locator('#live[data-is=live]').waitFor();
    tell(turnEnd());
    await page.locator('#head .headline', { hasText: 'in sync' }).waitFor();
  });
});
