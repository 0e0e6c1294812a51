// The command line in a few files, where tsc left hundreds: Node takes longer to find and read those than to run them.
// What a command needs alone is in a file of its own. They are CommonJS, which Node loads without its loader of ES
// modules: to get that ready takes as long as a small command does.
import { readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, isAbsolute, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { compiledAtOnce } from './bundle/compiled-at-once.js';
import { packageParts, partOf } from './bundle/package-parts.js';
import { MISTAKES, MISTAKES_FILE, validatorsAhead, validatorsThatTell } from './bundle/validators-ahead.js';

// What nearly every command loads, and what is no CommonJS; with all that they need themselves.
const ALONG = /^(@oxc-project\/|ajv\/dist\/runtime\/|(commander|croner|p-retry|undici|yaml)($|\/))/;

function isOutside(id, importer = '') {
  if (partOf(id, importer) !== undefined) return false;
  if (isBuiltin(id) || id === MISTAKES_FILE) return true;
  const isPackage = /^[^./\0]/.test(id) && !isAbsolute(id) && !id.startsWith('validator:');
  return isPackage && !ALONG.test(id) && !/[\\/]node_modules[\\/]/.test(importer);
}

const INPUT = { platform: 'node', transform: { target: 'es2023' }, external: isOutside };
// Without comments and blanks, a third of the text; with its names, which messages about bugs need.
const OUTPUT = { format: 'cjs', strict: true, minify: { compress: false, mangle: false, codegen: true } };

// All that is loaded whatever the command is, and all that reads manifests: in one file each, since a file costs what
// thousands of lines do.
const MAIN = resolve('dist/src/main.js');
const always = staticallyImported(MAIN);
const toLoad = staticallyImported(resolve('dist/src/commands/validate.js'));

function staticallyImported(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s[^;]*?from\s+"?'?(\.[^'"]+)/gm,
  ))
    staticallyImported(resolve(dirname(file), name), found);
  return found;
}

const commands = await rolldown({
  ...INPUT,
  input: MAIN,
  plugins: [validatorsAhead, packageParts, compiledAtOnce],
});
await commands.write({
  ...OUTPUT,
  dir: 'dist/src',
  entryFileNames: 'main.cjs',
  chunkFileNames: 'main-[name].cjs',
  codeSplitting: {
    groups: [
      { name: 'always', test: (id) => always.has(id), priority: 2 },
      {
        name: 'manifests',
        test: (id) => toLoad.has(id) || id.startsWith('validator:') || id.includes('ajv/dist/runtime'),
        priority: 1,
      },
    ],
  },
});
await commands.close();

const mistakes = await rolldown({ ...INPUT, input: MISTAKES, plugins: [validatorsThatTell] });
await mistakes.write({ ...OUTPUT, file: resolve('dist/src/manifests', MISTAKES_FILE) });
await mistakes.close();

// Not to be taken for the command line, which it was to become.
rmSync(MAIN);
