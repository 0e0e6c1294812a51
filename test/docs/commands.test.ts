/** Every command that a document shows is run here, and prints what it says. CONTRIBUTING.md has the convention. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documents } from './all-documents.ts';
import { runDocument } from './run-document.ts';
import { withoutElsewhere } from './run-elsewhere.ts';
import type { Stage } from './stage.ts';

const STAGES = join(import.meta.dirname, 'stages');
/** For a whole document: the tutorial starts the program thirty times, on machines that do other things as well. */
const LIMIT_MS = 240_000;

/** `docs/guides/a.md` has `stages/docs/guides/a.ts`. */
function stageFileOf(path: string): string {
  return join(STAGES, `${path.toLowerCase().replace(/\.md$/, '')}.ts`);
}

async function stageOf(path: string): Promise<Stage> {
  const file = stageFileOf(path);
  if (!existsSync(file)) throw new Error(`${path} has commands, and no stage: write ${file}`);
  const { stage } = (await import(file)) as { readonly stage: Stage };
  return stage;
}

/** Pages without a stage of their own share one: they are run one after the other. */
const TOGETHER = 'docs/reference/commands';

const withSteps = documents
  .map(({ path, document }) => ({ path, document: withoutElsewhere(path, document) }))
  .filter(({ document }) => document.steps.length > 0);
const isTogether = (path: string) => path.startsWith(`${TOGETHER}/`) && !existsSync(stageFileOf(path));
const pages = withSteps.filter(({ path }) => isTogether(path)).map(({ document }) => document);
const runs = [
  ...withSteps.filter(({ path }) => !isTogether(path)),
  { path: TOGETHER, document: { steps: pages.flatMap(({ steps }) => steps), links: [], refused: [] } },
];

// Side by side: it is other processes that work, and the last of many test files would leave a core idle.
describe.concurrent('the commands of', () => {
  test.each(runs)(
    '$path',
    async ({ path, document }) => {
      const wrong = await runDocument(document, await stageOf(path));
      expect(wrong.map((one) => `${path}:${one}`).join('\n\n')).toBe('');
    },
    LIMIT_MS,
  );
});

test.each(documents)('$path has no command that escapes', ({ path, document }) => {
  expect(document.refused.map((one) => `${path}:${one}`)).toEqual([]);
});
