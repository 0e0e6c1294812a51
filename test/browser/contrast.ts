/** How well texts can be told from their ground, computed from what the browser really shows (WCAG 2, 1.4.3). */
import type { Page } from 'playwright-core';

export interface Contrast {
  readonly text: string;
  readonly ratio: number;
}

/** Of the first visible text for each selector; one that matches nothing is left out. */
export async function contrasts(page: Page, selectors: readonly string[]): Promise<readonly Contrast[]> {
  const colours = await Promise.all(selectors.map((selector) => coloursOf(page, selector)));
  return colours.flatMap((found) =>
    found === null
      ? []
      : { text: found.selector, ratio: ratio(luminance(found.front), luminance(found.ground)) },
  );
}

interface Colours {
  readonly selector: string;
  readonly front: string;
  readonly ground: string;
}

async function coloursOf(page: Page, selector: string): Promise<Colours | null> {
  const element = page.locator(selector).first();
  if ((await element.count()) === 0) return null;
  const [front = '', ground = ''] = await element.evaluate((start) => {
    // Runs in the page, whose types are not ours.
    const { getComputedStyle } = globalThis as unknown as {
      getComputedStyle(of: unknown): { color: string; fill: string; backgroundColor: string };
    };
    type Shown = { readonly parentElement: Shown | null; readonly namespaceURI: string };
    let at = start as unknown as Shown | null;
    const own = getComputedStyle(at);
    const isDrawn = at?.namespaceURI.endsWith('svg') === true;
    while (at !== null) {
      const { backgroundColor } = getComputedStyle(at);
      if (!/^rgba\(.*, 0\)$/.test(backgroundColor)) break;
      at = at.parentElement;
    }
    return [
      isDrawn ? own.fill : own.color,
      at === null ? 'rgb(255, 255, 255)' : getComputedStyle(at).backgroundColor,
    ];
  });
  return { selector, front, ground };
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
