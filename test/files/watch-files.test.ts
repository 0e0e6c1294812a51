import { closeSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWatchFiles } from '../../src/files/watch-files.ts';
import { useFolder } from '../git/work-trees.ts';

describe('watching files', () => {
  const folder = useFolder();

  /** What was heard so far, and the next time that something is. */
  async function watching(
    isIgnored: (path: string) => boolean = () => false,
    outputs: readonly number[] = [],
  ) {
    const heard: string[] = [];
    let tell = (): void => {};
    const listener = {
      changed(path: string) {
        heard.push(basename(path));
        tell();
      },
      failed: (error: Error) => expect.unreachable(error.message),
    };
    const unwatch = await createWatchFiles(outputs)({ paths: [folder()], isIgnored }, listener);
    onTestFinished(unwatch);
    const next = async (): Promise<void> => {
      const before = heard.length;
      await new Promise<void>((resolve) => {
        tell = () => heard.length > before && resolve();
      });
    };
    const until = (name: string): Promise<void> =>
      new Promise((resolve) => {
        tell = () => heard.includes(name) && resolve();
      });
    return { next, until, heard };
  }

  it('tells of files that come, change, move and lie in new folders', async () => {
    writeFileSync(join(folder(), 'a.yaml'), 'one');
    const { next } = await watching();
    for (const change of [
      () => writeFileSync(join(folder(), 'a.yaml'), 'two'),
      () => writeFileSync(join(folder(), 'b.yaml'), 'one'),
      () => renameSync(join(folder(), 'b.yaml'), join(folder(), 'a.yaml')),
      () => {
        mkdirSync(join(folder(), 'apps'));
        writeFileSync(join(folder(), 'apps', 'c.yaml'), 'one');
      },
    ]) {
      const told = next();
      change();
      await told;
    }
  });

  it('says nothing of what was there before, nor of what is ignored', async () => {
    mkdirSync(join(folder(), 'record'));
    writeFileSync(join(folder(), 'a.yaml'), 'one');
    const { next, heard } = await watching((path) => path.includes('record'));
    expect(heard).toEqual([]);
    const told = next();
    writeFileSync(join(folder(), 'record', 'production.json'), '{}');
    writeFileSync(join(folder(), 'a.yaml'), 'two');
    await told;
    expect(heard).toEqual(['a.yaml']);
  });

  it('says nothing of a log that this process itself writes there', async () => {
    writeFileSync(join(folder(), 'a.yaml'), 'one');
    const log = openSync(join(folder(), 'reconcile.log'), 'a');
    onTestFinished(() => closeSync(log));
    const { until, heard } = await watching(() => false, [log]);
    const told = until('b.yaml');
    writeSync(log, 'a line\n');
    writeFileSync(join(folder(), 'b.yaml'), 'two');
    await told;
    expect(heard).not.toContain('reconcile.log');
  });
});
