/** The status page in headless Chromium, with a server that is fed by hand. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { StatusEvent } from '../../src/model/status-after.ts';
import { type ServedStatus, type ServeParts, serveInTest } from '../serve/server.ts';
import { launch, load, type OpenPage } from './browser.ts';

export interface OpenStatus extends OpenPage {
  readonly served: ServedStatus;
  tell(...events: readonly StatusEvent[]): void;
}

export interface StatusBench {
  /** A server of its own, that was told these events before. */
  open(events: readonly StatusEvent[], options?: OpenOptions): Promise<OpenStatus>;
  close(): Promise<void>;
}

export interface OpenOptions extends BrowserContextOptions {
  /** With its query. */
  readonly path?: string;
  readonly parts?: ServeParts;
}

export async function openStatusBench(): Promise<StatusBench> {
  const browser: Browser = await launch();
  return {
    async open(events, { path = '/', parts = {}, ...options } = {}) {
      const served = await serveInTest(parts);
      const tell = (...more: readonly StatusEvent[]): void => more.forEach(served.board.tell);
      tell(...events);
      const opened = await load(browser, `${served.url}${path}`, options);
      // It would go on to ask while other tests run.
      onTestFinished(() => opened.page.context().close());
      return { ...opened, served, tell };
    },
    close: () => browser.close(),
  };
}
