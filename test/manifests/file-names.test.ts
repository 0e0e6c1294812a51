import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadAll } from './declarations.ts';
import { temporaryRepository } from './temporary-folder.ts';

const ENVIRONMENT =
  'apiVersion: muleteer/v1\nkind: Environment\nmetadata: { name: a }\nspec: { organization: A, environment: E }\n';

test.each([
  ['app', 'app/b/e.yaml', 'b/e.yaml'],
  ['app', 'e.yaml', '../e.yaml'],
  ['app', 'apps/e.yaml', '../apps/e.yaml'],
])('seen from %s, %s is called %s', async (cwd, path, expected) => {
  const folder = temporaryRepository({ 'app/.keep': '', [path]: ENVIRONMENT });
  const { manifests } = await loadAll(join(folder, cwd), [join(folder, path)]);
  expect(manifests.map(({ origin }) => origin.file)).toEqual([expected]);
});
