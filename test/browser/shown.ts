import type { Page } from 'playwright-core';

/** Resolves when the page says so. */
export function says(page: Page, where: string, text: string): Promise<void> {
  return page.locator(where, { hasText: text }).first().waitFor();
}

/** Of the first that is found, in one line. */
export async function textOf(page: Page, where: string): Promise<string> {
  return ((await page.locator(where).first().textContent()) ?? '').replaceAll(/\s+/g, ' ').trim();
}
