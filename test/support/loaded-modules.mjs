// Preloaded (`node --import`): writes the path of every module that its process loads into the file LOADED_MODULES, and
// the names of Node's own.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const file = process.env.LOADED_MODULES;
const { cache } = createRequire(import.meta.url);
const before = new Set(process.moduleLoadList);

process.on('exit', () => {
  const ofNode = process.moduleLoadList.filter((name) => !before.has(name));
  const names = ofNode.map((name) => name.replace(/^NativeModule /, 'node:'));
  writeFileSync(file, [...Object.keys(cache), ...names].join('\n'));
});
