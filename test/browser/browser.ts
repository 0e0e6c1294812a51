/** Headless Chromium, and a plan's page in it, watched for everything that it must not do. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { renderPlanHtml } from '../../src/render/html/render-plan-html.ts';
import { closeBenches } from '../support/bench.ts';
import { stopServices } from '../support/service.ts';

export interface OpenPage {
  readonly page: Page;
  readonly url: string;
  /** Errors, warnings and refusals that the browser told, in its words. */
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

export interface PageBench {
  open(plan: Plan, options?: BrowserContextOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

export async function openPageBench(): Promise<PageBench> {
  const folder = await mkdtemp(join(tmpdir(), 'muleteer-page-'));
  const browser = await launch();
  let pages = 0;
  return {
    async open(plan, options = {}) {
      pages += 1;
      const file = join(folder, `${pages}.html`);
      await writeFile(file, renderPlanHtml(plan, { version: '0.1.0', all: false }));
      return load(browser, pathToFileURL(file).href, options);
    },
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * One browser for all tests of a file, and after each test no service and no bench of it.
 * @returns what gives the browser, once a test runs
 */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    await stopServices();
    await closeBenches();
  });
  return () => {
    if (browser === undefined) throw new Error('the browser is there while tests run');
    return browser;
  };
}

export function launch(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(
      `there is no Chromium at ${executablePath}: apt-get install chromium, or set CHROMIUM_PATH`,
    );
  }
  // Its own sandbox does not start for root, as whom CI runs; only our own pages are opened.
  return chromium.launch({ executablePath, chromiumSandbox: false });
}

export async function load(browser: Browser, url: string, options: BrowserContextOptions): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', async (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, url, complaints, requests };
}

/** What is read by a person: of the changes that the filters leave, the names. */
export function shownNames(page: Page): Promise<readonly string[]> {
  return page.locator('.change:not([hidden]) h4 b').allTextContents();
}
