/** The page for everybody: contrast in both schemes, landmarks and headings, and what axe looks for. */
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOLDEN_PLANS } from '../render/golden-plans.ts';
import { openPageBench, type PageBench } from './browser.ts';
import { contrasts } from './contrast.ts';

const PLANS = Object.entries(GOLDEN_PLANS).filter(([, { changes }]) => changes.length < 100);
const SCHEMES = ['light', 'dark'] as const;

/** Texts by what they are for: none may be hard to read. */
const TEXTS = [
  'h1',
  'h2',
  'header .muted',
  'nav a',
  '#scheme',
  '.headline',
  '.costs .some',
  '.costs .zero',
  '.disturbances dt',
  '.disturbances .final dt',
  '.refused h3',
  '.refused p',
  '.level',
  '.graph .does',
  '.graph .whom',
  '.graph .disturbs',
  '.graph .lane',
  'figcaption',
  'table code',
  'thead th',
  '#keys',
  '.count',
  '.change h4',
  '.sign',
  '.where',
  '.change .disturbs',
  '.meta',
  '.reason b',
  '.fields dt',
  '.fields .note',
  'ins',
  'del',
  '.same',
  '.calls a',
  'footer',
];

let bench: PageBench;

beforeAll(async () => {
  bench = await openPageBench();
});

afterAll(() => bench?.close());

describe.each(PLANS)('%s', (name, plan) => {
  it.each(SCHEMES)('can be read in the %s scheme', async (colorScheme) => {
    const { page } = await bench.open(plan, { colorScheme });
    const found = await contrasts(page, TEXTS);
    expect(found.length).toBeGreaterThan(name === 'empty' ? 6 : 20);
    expect(found.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  it.each(SCHEMES)('gives axe nothing to object to in the %s scheme', async (colorScheme) => {
    const { page } = await bench.open(plan, { colorScheme });
    await page.evaluate(axe.source);
    const violations = await page.evaluate(`axe.run().then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => [id, impact, nodes[0].html]))`);
    expect(violations).toEqual([]);
  });

  it('has its landmarks, and headings without a gap', async () => {
    const { page } = await bench.open(plan);
    const tree = await page.locator('body').ariaSnapshot();
    const landmarks = ['banner', 'navigation', 'main', 'contentinfo', 'region "Summary"', 'region "Changes"'];
    for (const landmark of landmarks) expect(tree).toContain(`- ${landmark}`);
    const levels = await page
      .locator('h1, h2, h3, h4, h5, h6')
      .evaluateAll((all) => all.map(({ tagName }: { tagName: string }) => Number(tagName[1])));
    expect(levels[0]).toBe(1);
    const jumps = levels.filter((level, index) => index > 0 && level - (levels[index - 1] ?? 0) > 1);
    expect(jumps).toEqual([]);
  });
});

describe('the other colours', () => {
  it.each(SCHEMES)('are one key away from the %s scheme', async (colorScheme) => {
    const { page } = await bench.open(GOLDEN_PLANS.small ?? raise(), { colorScheme });
    const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const before = await ground();
    await page.locator('#scheme').press('Enter');
    const after = await ground();
    expect(after).not.toBe(before);
    expect([before, after].sort()).toEqual(['rgb(20, 23, 27)', 'rgb(255, 255, 255)']);
    await page.locator('#scheme').press('Enter');
    expect(await ground()).toBe(before);
  });

  it('do not move where nobody wants movement', async () => {
    const { page } = await bench.open(GOLDEN_PLANS.small ?? raise(), { reducedMotion: 'reduce' });
    expect(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior')).toBe('auto');
  });
});

function raise(): never {
  throw new Error('there is no such plan');
}
