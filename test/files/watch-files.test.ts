import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWatchFiles } from '../../src/files/watch-files.ts';
import { useFolder } from '../git/work-trees.ts';

describe('watching files', () => {
  const folder = useFolder();

  /** What was heard so far, and the next time that something is. */
  async function watching(
    isIgnored: (path: string) => boolean = () => false,
    { outputs = [], paths = [folder()] }: { outputs?: readonly number[]; paths?: readonly string[] } = {},
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
    const unwatch = await createWatchFiles(outputs)({ paths, isIgnored }, listener);
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
    const { until, heard } = await watching(() => false, { outputs: [log] });
    const told = until('b.yaml');
    writeSync(log, 'a line\n');
    writeFileSync(join(folder(), 'b.yaml'), 'two');
    await told;
    expect(heard).not.toContain('reconcile.log');
  });

  it('goes on with a folder that is made anew, and with one that is moved', async () => {
    mkdirSync(join(folder(), 'apps'));
    const { next, until } = await watching();
    const gone = next();
    rmSync(join(folder(), 'apps'), { recursive: true });
    mkdirSync(join(folder(), 'apps'));
    await gone;
    const told = until('a.yaml');
    writeFileSync(join(folder(), 'apps', 'a.yaml'), 'one');
    await told;
    const moved = until('services');
    renameSync(join(folder(), 'apps'), join(folder(), 'services'));
    await moved;
    const toldThere = until('b.yaml');
    writeFileSync(join(folder(), 'services', 'b.yaml'), 'one');
    await toldThere;
  });

  it('waits for a file whose folder is not there yet', async () => {
    const log = join(folder(), '.git', 'logs', 'HEAD');
    const { until, next } = await watching(() => false, { paths: [log] });
    const told = until('HEAD');
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, 'a line\n');
    await told;
    const more = next();
    appendFileSync(log, 'another line\n');
    await more;
  });

  it('follows links to files and to folders, also in a circle', async () => {
    const [own, elsewhere] = [join(folder(), 'own'), join(folder(), 'elsewhere')];
    for (const one of [own, elsewhere]) mkdirSync(one);
    mkdirSync(join(elsewhere, 'apps'));
    writeFileSync(join(elsewhere, 'target.yaml'), 'one');
    symlinkSync(join(elsewhere, 'target.yaml'), join(own, 'a.yaml'));
    symlinkSync(join(elsewhere, 'apps'), join(own, 'apps'));
    symlinkSync(own, join(elsewhere, 'apps', 'again'));
    const before = watchers();
    const { until } = await watching(() => false, { paths: [own] });
    expect(watchers() - before).toBe(3);
    const told = until('a.yaml');
    writeFileSync(join(elsewhere, 'target.yaml'), 'two');
    await told;
    const toldBelow = until('b.yaml');
    writeFileSync(join(elsewhere, 'apps', 'b.yaml'), 'one');
    await toldBelow;
  });

  it('takes one watcher for a folder, however many files are in it', async () => {
    mkdirSync(join(folder(), 'apps'));
    for (let file = 0; file < 100; file += 1) writeFileSync(join(folder(), 'apps', `${file}.yaml`), 'one');
    const before = watchers();
    await watching();
    expect(watchers() - before).toBe(2);
  });
});

/** Of this process. */
function watchers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
}
