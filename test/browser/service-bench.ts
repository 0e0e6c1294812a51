/** The status page of the real service: a work tree, a sandbox, the loop on a clock that the test moves, and Chromium. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { ADA, commit } from '../commands/git-bench.ts';
import { git } from '../git/work-trees.ts';
import { type Bench, openBench } from '../support/bench.ts';
import { type Relay, startRelay } from '../support/relay.ts';
import { type Service, startService } from '../support/service.ts';
import { load, type OpenPage } from './browser.ts';

export interface WatchOptions extends BrowserContextOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface WatchedService extends OpenPage {
  readonly bench: Bench;
  readonly service: Service;
  /** Between the service and the sandbox. */
  readonly gate: Gate;
  /** Commits, and has the service look at it. `$URL` in a file is the sandbox's address, behind the gate. */
  commit(files: Readonly<Record<string, string>>, message: string): Promise<string>;
  /** Fails where the page was loaded again, asked anybody else, or the browser had something to complain of. */
  expectUntouched(): Promise<void>;
}

/** A repository without a manifest, the service in it, and its page, opened once. */
export async function watchService(
  browser: Browser,
  { args = [], env = {}, ...context }: WatchOptions = {},
): Promise<WatchedService> {
  const bench = await openBench();
  git(bench.folder, 'init', '--quiet', '--initial-branch=main');
  await commit(bench, { 'README.md': 'Our estate' }, 'Begin');
  const { relay, gate } = await startGate(bench);
  const service = await serveStatus(bench, { args, env });
  const opened = await load(browser, urlOf(service), context);
  const { page, requests, complaints, url } = opened;
  onTestFinished(() => page.context().close());
  let loads = 0;
  page.on('domcontentloaded', () => {
    loads += 1;
  });
  await page.evaluate('window.isTheSame = true');
  await page.locator('#live[data-is=live]').waitFor();
  return {
    ...{ ...opened, bench, service, gate },
    async commit(files, message) {
      const behind = Object.entries(files).map(([path, text]) => [path, text.replaceAll('$URL', relay.url)]);
      const made = await commit(bench, Object.fromEntries(behind), message);
      await service.changed();
      return made;
    },
    async expectUntouched() {
      expect(await page.evaluate('window.isTheSame')).toBe(true);
      const strangers = requests.filter((one) => !one.startsWith(`${url}/`));
      expect({ loads, strangers, complaints }).toEqual({ loads: 0, strangers: [], complaints: [] });
    },
  };
}

/** Resolves when it can be asked. */
export async function serveStatus(
  bench: Bench,
  { args = [], env = {}, port = 0 }: Pick<WatchOptions, 'args' | 'env'> & { readonly port?: number } = {},
): Promise<Service> {
  const service = startService(bench, { args, env: { ...ADA, ...env }, listen: `127.0.0.1:${port}` });
  await service.until((lines) => lines.some(({ url }) => url !== undefined));
  return service;
}

function urlOf({ lines }: Service): string {
  return lines.find(({ url }) => url !== undefined)?.url ?? '';
}

export interface Gate {
  /** Requests wait, and with them the turn that makes them. */
  close(): void;
  /** Nobody answers. */
  breakDown(): void;
  open(): void;
}

async function startGate({ sandbox }: Bench): Promise<{ readonly relay: Relay; readonly gate: Gate }> {
  let passed = Promise.resolve(undefined);
  let isDown = false;
  let open = (): void => {};
  const relay = await startRelay(sandbox.url, () => (isDown ? 'drop' : passed));
  const gate: Gate = {
    close() {
      passed = new Promise((resolve) => {
        open = () => resolve(undefined);
      });
    },
    breakDown() {
      isDown = true;
    },
    open() {
      isDown = false;
      open();
    },
  };
  return { relay, gate };
}
