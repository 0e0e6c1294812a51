/** The rules for addresses hold wherever an address comes from. */
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';
import { closedPort } from '../support/http-server.ts';
import { CONSOLE, documents, ENVIRONMENT, servers } from '../support/manifests.ts';

afterEach(closeBenches);

describe('of a console', () => {
  const cases = [
    ['http://mmc.invalid/mmc', /passwords for Console mmc travel unencrypted/, /allowHttp/],
    ['https://mmc.invalid/mmc/api', /ends before \/api/, /leave it out/],
    ['https://me:pass@mmc.invalid/mmc', /cannot hold a user name/, /spec\.credentials/],
    ['https://mmc.invalid/mmc?a=b', /a part after/, /leave it out/],
    ['mmc.invalid', /expected a URL/, /https:\/\//],
  ] as const;

  test.each(cases)('%s', async (url, error, hint) => {
    const bench = await openBench();
    const secret = CONSOLE.replace('$URL/mmc', '"${env:URL}"');
    const variable = CONSOLE.replace('url: $URL/mmc, ', '');
    await bench.write({ 'url.txt': `${url}\n` });
    for (const [text, env] of [
      [variable, { MMC_URL: url }],
      [variable, { MMC_URL_FILE: join(bench.folder, 'url.txt') }],
      [secret, { URL: url }],
    ] as const) {
      await bench.write({ 'mmc.yaml': text });
      const result = await bench.cli(['plan'], { env });
      expect(result.code).toBe(1);
      expect(result.stderr).toMatch(error);
      expect(result.stderr).toMatch(hint);
      expect(result.stderr).not.toContain('mmc.invalid/');
    }
  });
});

describe('of a control plane, plain http to another machine is refused', () => {
  test.each(['ANYPOINT_HOST', 'ANYPOINT_HOST_FILE'])('%s', async (variable) => {
    const bench = await openBench();
    const host = `http://anypoint.invalid:${await closedPort()}`;
    await bench.write({
      'host.txt': host,
      'all.yaml': documents(ENVIRONMENT.replace('  controlPlane: $URL\n', ''), servers('mule-1')),
    });
    const env = { [variable]: variable === 'ANYPOINT_HOST' ? host : join(bench.folder, 'host.txt') };
    const refused = { error: /would travel unencrypted/, hint: /all\.yaml/ };
    await expectFailure(await bench.cli(['validate'], { env }), refused, bench);
    await expectFailure(await bench.cli(['plan'], { env }), refused, bench);
  });
});
