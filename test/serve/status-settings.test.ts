/** `--listen`, the token and the secret of hooks, as a command reads them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listenOption } from '../../src/command-line/reconcile.ts';
import { createMask } from '../../src/commands/mask.ts';
import { statusSecrets } from '../../src/commands/status-secrets.ts';

const TOKEN = 'a-token-of-32-characters-or-more';

function listen(...args: readonly string[]): unknown {
  const command = new Command()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .addOption(listenOption());
  return command.parse([...args], { from: 'user' }).opts().listen;
}

describe('--listen', () => {
  it('is this machine alone unless somebody says otherwise', () => {
    expect(listen()).toEqual({ host: '127.0.0.1', port: 4020 });
    expect(listen('--listen', '0.0.0.0:80')).toEqual({ host: '0.0.0.0', port: 80 });
    expect(listen('--listen', 'none')).toBe('none');
    expect(() => listen('--listen', '80')).toThrow('Write HOST:PORT, or none.');
  });
});

describe('the secrets', () => {
  it('come from variables, or from files that they name, and are masked', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muleteer-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'secret');
    await writeFile(file, `${TOKEN}-of-hooks\n`);
    const mask = createMask();
    const env = { MULETEER_STATUS_TOKEN: TOKEN, MULETEER_WEBHOOK_SECRET_FILE: file };
    expect(await statusSecrets({ env, mask })).toEqual({ token: TOKEN, hookSecret: `${TOKEN}-of-hooks` });
    expect(mask.apply(`it said ${TOKEN}`)).not.toContain(TOKEN);
  });

  it('need not be there, and are none that somebody guesses', async () => {
    const mask = createMask();
    expect(await statusSecrets({ env: { MULETEER_STATUS_TOKEN: '' }, mask })).toEqual({
      token: null,
      hookSecret: null,
    });
    const short = statusSecrets({ env: { MULETEER_WEBHOOK_SECRET: 'hunter2' }, mask });
    await expect(short).rejects.toMatchObject({
      code: 'settings',
      message: expect.not.stringContaining('hunter2'),
    });
  });
});
