/** The way between the page and the service: a service that comes back, and a token that only the browser knows. */
import { describe, expect, it } from 'vitest';
import { commit } from '../commands/git-bench.ts';
import { stopServices } from '../support/service.ts';
import { useBrowser } from './browser.ts';
import { serveStatus, watchService } from './service-bench.ts';
import { says, textOf } from './shown.ts';
import { estate } from './watched-estate.ts';

const TOKEN = 'a-token-of-32-characters-or-more';

const browser = useBrowser();

describe('a service that was restarted', () => {
  it('is found again by the page, which then shows what came meanwhile', async () => {
    const { page, bench, url, commit: commitAndLook } = await watchService(browser());
    await commitAndLook(estate(), 'Declare production');
    await says(page, '#head .headline', 'in sync');
    await stopServices();
    await page.locator('#live[data-is=lost]').waitFor();
    expect(await textOf(page, '#live')).toBe('the service does not answer: what you see is old');
    expect(await textOf(page, 'h1')).toBe('production Acme / Sandbox');
    await commit(bench, { 'a.jar': 'two' }, 'Release 2');
    await serveStatus(bench, { port: Number(new URL(url).port) });
    await page.locator('#live[data-is=live]').waitFor();
    await says(page, '#revision .subject', 'Release 2');
    await says(page, '#history td', '3 updated (3 calls)');
    expect(await textOf(page, '#head .headline')).toBe('= in sync ● healthy');
    expect(await page.evaluate('window.isTheSame')).toBe(true);
  });
});

describe('a token', () => {
  const env = { MULETEER_STATUS_TOKEN: TOKEN };

  it('is asked for as a password, and stands in no address, page or log', async () => {
    const watched = await watchService(browser(), {
      env,
      httpCredentials: { username: 'ada', password: TOKEN },
    });
    const { page, service, requests } = watched;
    const referrers: unknown[] = [];
    page.on('request', (request) => referrers.push(request.headers().referer));
    await watched.commit(estate(), 'Declare production');
    await says(page, '#head .headline', 'in sync');
    expect([...new Set(referrers)]).toEqual([undefined]);
    const left = [
      page.url(),
      ...requests,
      await page.content(),
      ...service.lines.map((line) => JSON.stringify(line)),
    ];
    expect(left.filter((text) => text.includes(TOKEN))).toEqual([]);
    expect(await page.evaluate('[document.cookie, localStorage.length, history.length]')).toEqual(['', 0, 2]);
    await watched.expectUntouched();
  });

  it('is what nobody comes in without, and no address can hold it', async () => {
    const { url } = await watchService(browser(), {
      env,
      httpCredentials: { username: 'ada', password: TOKEN },
    });
    for (const path of ['/', `/?token=${TOKEN}`, '/api/events', '/api/status', '/metrics']) {
      const { status, headers } = await fetch(`${url}${path}`);
      const asked = headers.get('www-authenticate');
      expect([path, status, asked]).toEqual([path, 401, 'Basic realm="Muleteer", charset="UTF-8"']);
    }
  });
});
