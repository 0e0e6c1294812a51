import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/start.ts';

const fixture = (name: string): string => join(import.meta.dirname, '../fixtures/tls', name);

describe('TLS', () => {
  it('ARM 13: serves https with the given certificate', async () => {
    const sandbox = await startSandbox({
      tls: { certPath: fixture('server.pem'), keyPath: fixture('server.key') },
    });
    try {
      expect(sandbox.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
      const url = sandbox.url.replace('127.0.0.1', 'localhost');
      expect(await statusOf(`${url}/__sandbox/clock`, readFileSync(fixture('ca.pem')))).toBe(200);
    } finally {
      await sandbox.close();
    }
  });
});

describe('the port', () => {
  it('that is taken is an error', async () => {
    const sandbox = await startSandbox();
    const port = Number(new URL(sandbox.url).port);
    await expect(startSandbox({ port })).rejects.toThrow('EADDRINUSE');
    await sandbox.close();
  });
});

function statusOf(url: string, ca: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { ca }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
