import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadManifests } from '../../src/manifests/load-manifests.ts';
import { documentsToKeep } from '../../src/manifests/parse-file.ts';
import { type ParserThread, startParser } from '../../src/manifests/start-parser.ts';
import { NOTHING_STAMPED } from '../../src/model/stamped-values.ts';
import { ENVIRONMENT, servers } from '../support/manifests.ts';
import { DECLARATIONS, NO_COMMANDS } from './declarations.ts';

const BUILT = join(import.meta.dirname, '../../dist/src/main-parser.cjs');
/** So many that another thread is asked for help. */
const FILES = 620;

async function writeEstate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'muleteer-many-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'servers'));
  await writeFile(join(folder, 'env.yaml'), ENVIRONMENT.replace('$URL', 'http://127.0.0.1:1'));
  const broken = new Map([
    [7, 'apiVersion: muleteer/v1\nkind: [Server\n'],
    [300, servers('twice', 'twice')],
    [FILES - 3, 'apiVersion: muleteer/v1\nkind: Server\nmetadata: { name: none, nam: x }\nspec: {}\n'],
    [FILES - 2, 'a: &a [*a]\n'],
  ]);
  await Promise.all(
    Array.from({ length: FILES }, (_, index) =>
      writeFile(
        join(folder, `servers/s${String(index).padStart(3, '0')}.yaml`),
        broken.get(index) ?? `# ${index}\n${servers(`mule-${index}`)}`,
      ),
    ),
  );
  return folder;
}

/** What there is to know of the folder: manifests and their places, and what was said. */
async function load(cwd: string, thread: (() => ParserThread) | null, known = NOTHING_STAMPED) {
  const request = { paths: ['.'], cwd, env: {}, declarations: DECLARATIONS, commands: NO_COMMANDS };
  const { manifests, diagnostics } = await loadManifests({ ...request, known, startParser: thread });
  const documents = manifests.map(({ kind, metadata, spec, origin }) => ({ kind, metadata, spec, origin }));
  return { documents, diagnostics };
}

it('finds the same in many files, whoever parses them', async () => {
  const folder = await writeEstate();
  const alone = await load(folder, null);
  expect(alone.documents.length).toBeGreaterThan(FILES - 10);
  expect(alone.diagnostics.map(({ code }) => code)).toContain('unknown_key');
  let answered = 0;
  const counted = (): ParserThread => {
    const thread = startParser(BUILT);
    return {
      ...thread,
      async parse(files) {
        const kept = await thread.parse(files);
        answered += kept.length;
        return kept;
      },
    };
  };
  expect(await load(folder, counted)).toEqual(alone);
  expect(answered).toBeGreaterThan(0);
});

it('parses itself what a thread that ends does not answer', async () => {
  const folder = await writeEstate();
  const alone = await load(folder, null);
  expect(await load(folder, () => startParser(join(folder, 'nowhere.cjs')))).toEqual(alone);
  let parts = 0;
  const mortal = (): ParserThread => ({
    async parse(files) {
      parts += 1;
      if (parts > 2) throw new Error('the thread ended');
      return files.map(documentsToKeep);
    },
    end: () => {},
  });
  expect(await load(folder, mortal)).toEqual(alone);
  expect(parts).toBeGreaterThan(2);
});

it('asks for no help with what is known', async () => {
  const folder = await writeEstate();
  const startNone = (): ParserThread => {
    throw new Error('nobody should be asked');
  };
  await load(folder, startNone, { ...NOTHING_STAMPED, has: () => true });
});
