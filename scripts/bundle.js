// The command line in a few files, where tsc left hundreds: Node takes longer to find and read those than to run them.
// What a command needs alone is in a file of its own. Packages stay outside.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { rolldown } from 'rolldown';
import { VALIDATOR_OPTIONS } from '../dist/src/manifests/compile-validator.js';
import { SCHEMAS } from '../dist/src/manifests/schemas.js';

const ALONG = /^(@oxc-project\/|validator:|ajv\/dist\/runtime\/|(commander|yaml|croner)$)/;
const COMPILER = /[\\/]manifests[\\/]compile-validator\.js$/;
const VALIDATOR = 'validator:';

// What src/manifests/compile-validator.ts would have Ajv write each time that a command starts.
const validatorsAhead = {
  name: 'validators-ahead',
  resolveId: (id) => (id.startsWith(VALIDATOR) ? id : null),
  load(id) {
    if (COMPILER.test(id)) return lookup(Object.keys(SCHEMAS));
    return id.startsWith(VALIDATOR) ? validatorCode(id.slice(VALIDATOR.length)) : null;
  },
};

function lookup(kinds) {
  const imports = kinds.map((kind) => `import ${kind} from '${VALIDATOR}${kind}';`).join('\n');
  return `${imports}\nconst validators = { ${kinds.join(', ')} };\nexport const compileValidator = (kind) => validators[kind];\n`;
}

function validatorCode(kind) {
  const ajv = new Ajv2020({ ...VALIDATOR_OPTIONS, code: { source: true, esm: true } });
  return standaloneCode.default(ajv, ajv.compile(SCHEMAS[kind]));
}

// All that is loaded whatever the command is, and all that reads manifests: in one file each, since a file costs what
// thousands of lines do. The entry stays apart: it waits for the command, and the command for what it imports.
const ENTRY = resolve('dist/src/main.js');
const always = staticallyImported(ENTRY);
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

const bundle = await rolldown({
  input: 'dist/src/main.js',
  platform: 'node',
  transform: { target: 'es2023' },
  plugins: [validatorsAhead],
  // Its own helpers come along, what validators call, and the packages of many files that nearly every command loads.
  external: (id) => /^[^./\0]/.test(id) && !ALONG.test(id),
});
await bundle.write({
  dir: 'dist/src',
  entryFileNames: 'main.js',
  chunkFileNames: 'main-[name].js',
  // Without comments and blanks, a third of the text; with its names, which messages about bugs need.
  minify: { compress: false, mangle: false, codegen: true },
  codeSplitting: {
    groups: [
      { name: 'always', test: (id) => always.has(id) && id !== ENTRY, priority: 2 },
      {
        name: 'manifests',
        test: (id) => toLoad.has(id) || id.startsWith(VALIDATOR) || id.includes('ajv/dist/runtime'),
        priority: 1,
      },
    ],
  },
});
await bundle.close();
