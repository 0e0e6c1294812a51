/**
 * What src/manifests/compile-validator.ts would have Ajv write each time that a command starts, twice: small, to say
 * that a document is as its kind has it, and with all that can be said of one that is not. The latter is three times
 * as long, and in a file of its own with the schemas, which are for words about mistakes, too: few commands load it.
 */
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { VALIDATOR_OPTIONS } from '../../dist/src/manifests/compile-validator.js';
import { SCHEMAS } from '../../dist/src/manifests/schemas.js';
import { schemasDigest } from '../../dist/src/manifests/schemas-digest.js';

const KINDS = Object.keys(SCHEMAS);
const SCHEMA_FILE = resolve('dist/src/manifests/schemas.js');
const DIGEST_FILE = resolve('dist/src/manifests/schemas-digest.js');
const COMPILER_FILE = resolve('dist/src/manifests/compile-validator.js');

const CHECK = 'validator:check:';
const TELL = 'validator:tell:';
export const MISTAKES = 'validator:mistakes';
/** From the folder of the files above, which it is asked for in. */
export const MISTAKES_FILE = '../main-mistakes.cjs';

/** For the bundle of the commands. */
export const validatorsAhead = {
  name: 'validators-ahead',
  resolveId: (id) => (id.startsWith(CHECK) ? id : null),
  load(id) {
    if (id === SCHEMA_FILE) return schemasWhenNeeded();
    if (id === DIGEST_FILE) return `export const schemasDigest = () => '${schemasDigest()}';`;
    if (id === COMPILER_FILE) return checksFirst();
    return id.startsWith(CHECK) ? checkOf(id.slice(CHECK.length)) : null;
  },
};

function schemasWhenNeeded() {
  const schemas = KINDS.map(
    (kind) => `get ${kind}() { return require('${MISTAKES_FILE}').SCHEMAS.${kind}; }`,
  );
  return `export const SCHEMAS = { ${schemas.join(', ')} };`;
}

function checksFirst() {
  return `${importAll(CHECK)}
  export const compileCheck = (kind) => all[kind];
  export function compileValidator(kind) {
    const validate = (document) => {
      if (all[kind](document)) return true;
      const tell = require('${MISTAKES_FILE}').all[kind];
      const isValid = tell(document);
      validate.errors = tell.errors;
      return isValid;
    };
    return validate;
  }`;
}

// What is left of an error where nobody is to be told of it; that there was one is counted beside it.
const EMPTY_ERROR =
  /const (err\d+) = \{\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}/g;

/** Within `if`, Ajv says nothing of errors, and stops at the first. */
function checkOf(kind) {
  const { $schema, ...schema } = SCHEMAS[kind];
  const options = { ...VALIDATOR_OPTIONS, allErrors: false, verbose: false };
  return validatorCode({ $schema, if: schema, else: false }, options).replace(EMPTY_ERROR, '');
}

/** For the file about mistakes. */
export const validatorsThatTell = {
  name: 'validators-that-tell',
  resolveId: (id) => (id === MISTAKES || id.startsWith(TELL) ? id : null),
  load(id) {
    if (id === MISTAKES)
      return `export { SCHEMAS } from ${JSON.stringify(SCHEMA_FILE)}; ${importAll(TELL)} export { all };`;
    return id.startsWith(TELL) ? validatorCode(SCHEMAS[id.slice(TELL.length)], VALIDATOR_OPTIONS) : null;
  },
};

function importAll(prefix) {
  const imports = KINDS.map((kind) => `import ${kind} from '${prefix}${kind}';`);
  return `${imports.join('\n')}\nconst all = { ${KINDS.join(', ')} };`;
}

function validatorCode(schema, options) {
  const ajv = new Ajv2020({ ...options, code: { source: true, esm: true } });
  return standaloneCode.default(ajv, ajv.compile(schema));
}
