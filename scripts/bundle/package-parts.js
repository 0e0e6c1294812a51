/**
 * Of packages and of Node, what is used, when it is used. The rest would be read and run with each start: of undici,
 * half an HTTP client more for browsers' ways of asking, and HTTP/2.
 */

// As the package's own index.js puts them together.
const UNDICI = `
import * as api from 'undici/lib/api/index.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
export { default as EnvHttpProxyAgent } from 'undici/lib/dispatcher/env-http-proxy-agent.js';
Object.assign(Dispatcher.prototype, api);
`;

const LATER_HTTP2 = "module.exports = (...args) => require('undici/lib/dispatcher/client-h2.js')(...args);";

const LATER_PROCESSES = ['spawn', 'spawnSync']
  .map((name) => `exports.${name} = (...args) => require('node:child_process').${name}(...args);`)
  .join('\n');

const PARTS = {
  undici: UNDICI,
  './client-h2.js': LATER_HTTP2,
  'node:child_process': LATER_PROCESSES,
};

const MARK = '\0part:';

/** @returns what is bundled in the place of a module, as an id of the bundle: one for each importer; else undefined */
export function partOf(id, importer = '') {
  if (!Object.hasOwn(PARTS, id) || importer.startsWith(MARK)) return undefined;
  return `${MARK}${id}\0${importer}`;
}

export const packageParts = {
  name: 'package-parts',
  resolveId: (id, importer) => partOf(id, importer),
  load: (id) => (id.startsWith(MARK) ? PARTS[id.slice(MARK.length).split('\0')[0]] : null),
};
