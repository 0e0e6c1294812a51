/** The page of a plan, as a person uses it: it stands alone, answers the keyboard, and leads from call to change. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOLDEN_PLANS, HOSTILE } from '../render/golden-plans.ts';
import { plan } from '../render/plans.ts';
import { type OpenPage, openPageBench, type PageBench, shownNames } from './browser.ts';

const { small: SMALL = plan([]), 'thousand-changes': THOUSAND = plan([]) } = GOLDEN_PLANS;

let bench: PageBench;

beforeAll(async () => {
  bench = await openPageBench();
});

afterAll(() => bench?.close());

async function open(of = SMALL): Promise<OpenPage> {
  const opened = await bench.open(of);
  await opened.page.locator('#filters').waitFor();
  return opened;
}

describe.each(Object.entries(GOLDEN_PLANS))('%s', (_, shown) => {
  it('loads nothing, and the browser has nothing to complain of', async () => {
    const { requests, complaints, url, page } = await bench.open(shown);
    expect(await page.locator('#scheme').isVisible()).toBe(true);
    expect({ requests, complaints }).toEqual({ requests: [url], complaints: [] });
  });

  it('is complete without its script', async () => {
    const { page } = await bench.open(shown, { javaScriptEnabled: false });
    const changes = shown.changes.filter(({ action }) => action !== 'keep');
    expect(await page.locator('.change:visible').count()).toBe(changes.length);
    expect(await page.locator('#filters, #facets, #scheme').locator('visible=true').count()).toBe(0);
  });

  it.each([360, 1600])('has no horizontal scroll at %i px', async (width) => {
    const { page } = await bench.open(shown, { viewport: { width, height: 800 } });
    for (const details of await page.locator('details:not([open]) > summary').all()) {
      if (shown.changes.length < 100) await details.click();
    }
    const measure = 'document.documentElement.scrollWidth';
    expect(await page.evaluate(measure)).toBeLessThanOrEqual(width);
  });
});

describe('hostile names', () => {
  it('are shown as text, and run nothing', async () => {
    const { page } = await bench.open(GOLDEN_PLANS['hostile-names'] ?? plan([]));
    const markup = await page.locator('script, img, iframe, base, link').evaluateAll((all) => all.length);
    // Its own script alone.
    expect(markup).toBe(1);
    const names = (await shownNames(page)).join('\n');
    for (const name of HOSTILE.filter((one) => !/[\n\r]|\p{Cc}/u.test(one))) expect(names).toContain(name);
  });

  it('meet a policy that lets no foreign script run', async () => {
    const { page, complaints } = await open();
    const ran = await page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'window.hit = true';
      document.body.append(script);
      const image = document.createElement('img');
      image.setAttribute('onerror', 'window.hit = true');
      image.src = 'data:image/png;base64,AA==';
      document.body.append(image);
      return window.hit === true;
    })()`);
    expect(ran).toBe(false);
    await expect
      .poll(() => complaints.filter((text) => text.includes('Content Security Policy')).length)
      .toBeGreaterThan(1);
  });
});

describe('by keyboard alone', () => {
  it('searches from anywhere with /, and clears with Escape', async () => {
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('db.password');
    expect(await shownNames(page)).toEqual(['orders-api @ orders-cluster']);
    expect(await page.locator('#found').textContent()).toBe('1 of 5 changes');
    await page.keyboard.press('Escape');
    expect(await page.locator('#search').inputValue()).toBe('');
    expect(await shownNames(page)).toHaveLength(5);
    expect(await page.locator('#found').textContent()).toBe('5 changes');
  });

  it.each([
    ['production/Server/mule-a9', ['mule-a9']],
    ['Application stock', ['stock-api @ payments-group']],
    ['apps/ started', ['stock-api @ payments-group']],
    ['no such thing', []],
  ])('finds %s', async (text, names) => {
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type(text);
    expect(await shownNames(page)).toEqual(names);
    expect(await page.locator('#none-found').isVisible()).toBe(names.length === 0);
  });

  it('filters with the boxes behind the search: any of a group, all of the groups', async () => {
    const { page } = await open();
    await page.keyboard.press('/');
    const reach = async (label: string): Promise<void> => {
      for (let step = 0; step < 20; step += 1) {
        await page.keyboard.press('Tab');
        const focused = 'document.activeElement?.closest("label")?.textContent?.trim() ?? ""';
        if (String(await page.evaluate(focused)).startsWith(label)) return;
      }
      throw new Error(`Tab does not reach ${label}`);
    };
    await reach('create');
    await page.keyboard.press('Space');
    expect(await shownNames(page)).toEqual(['orders-api @ orders-cluster', 'mule-a9']);
    await reach('delete');
    await page.keyboard.press('Space');
    expect(await shownNames(page)).toHaveLength(3);
    await reach('cannot be undone');
    await page.keyboard.press('Space');
    expect(await shownNames(page)).toEqual(['old-group']);
    await page.keyboard.press('Escape');
    expect(await shownNames(page)).toHaveLength(5);
  });

  it('goes from a call in the picture to its change, also to one that is filtered away or closed', async () => {
    const { page } = await open();
    await page.locator('#fold').press('Enter');
    await page.locator('#search').fill('mule-a9');
    const node = page.getByRole('link', { name: /^c4 / });
    await node.focus();
    await page.keyboard.press('Enter');
    const change = page.locator('.change:target');
    expect(await change.locator('h4 b').textContent()).toBe('old-group');
    await change.locator('details[open]').waitFor();
    expect(await page.evaluate('document.activeElement.closest(".change")?.id')).toBe('change-5');
  });

  it('follows every link to something on the page', async () => {
    for (const shown of Object.values(GOLDEN_PLANS)) {
      const { page } = await bench.open(shown);
      const dead = `[...document.querySelectorAll('a')].map((a) => a.getAttribute('href')).filter((href) => document.querySelector(href) === null)`;
      expect(await page.evaluate(dead)).toEqual([]);
    }
  });
});

describe('1,000 changes', () => {
  it('are there at once, and filtered in less than 100 ms of work', async () => {
    const { page } = await open(THOUSAND);
    expect(await page.locator('.change').count()).toBe(1000);
    const session = await page.context().newCDPSession(page);
    // The time that the page's own thread was busy: what else the machine does is not in it.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async (): Promise<number> => {
      const { metrics } = await session.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
    };
    const texts = ['app-0042', 'eu-central', 'mule-7', ''];
    const before = await busy();
    for (const text of texts) {
      await page.locator('#search').evaluate((search, value) => {
        Object.assign(search, { value }).dispatchEvent(new Event('input'));
        (search as unknown as { getBoundingClientRect(): void }).getBoundingClientRect();
      }, text);
    }
    expect(((await busy()) - before) / texts.length).toBeLessThan(100);
    await page.locator('#search').fill('app-0042');
    expect(await shownNames(page)).toHaveLength(10);
  });

  it('leave a picture that can be looked at', async () => {
    const { page } = await open(THOUSAND);
    const nodes = await page.locator('.node .does').allTextContents();
    expect(nodes).toHaveLength(22);
    expect(nodes.filter((text) => text.startsWith('490 ×'))).toHaveLength(2);
  });
});
