import { isDeepStrictEqual } from 'node:util';

/** How commands of Runtime Manager begin, and how they are made to answer with JSON. */
export const MANAGER = 'runtime-mgr';
export const JSON_OUTPUT = ['-o', 'json'];

export function expectEqual(actual, expected, what = 'the result') {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(actual)}`);
}

export function expectOk({ code }) {
  expectEqual(code, 0, 'the exit code');
}

export function expectJson(result) {
  expectOk(result);
  return JSON.parse(result.stdout);
}

/** HTTP errors end most commands with 2, and are said on stderr, broken into lines. */
export function expectFailure({ code, stderr }, message) {
  expectEqual(code, 2, 'the exit code');
  const text = stderr.replace(/[\s›]+/g, ' ');
  expectEqual(text.includes(message), true, `${message} is said in "${text.trim()}"`);
}

export function named(rows, name) {
  const found = rows.find((row) => row.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}
