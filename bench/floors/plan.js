// `node plan.js URL FOLDER`: what a plan of one environment takes at least. Requests are on their way while the
// manifests are parsed and the archives hashed.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocuments } from './files.js';
import { openServices } from './services.js';

const [url, folder] = process.argv.slice(2);
const [environment] = (await readdir(folder)).filter((name) => name.startsWith('env-'));
const services = await openServices(url);
const [lists, documents] = await Promise.all([services.read(environment), readDocuments(folder)]);
const files = documents.flatMap(({ spec }) => spec?.artifact?.file ?? []);
const digests = files.map((file) =>
  createHash('sha1')
    .update(readFileSync(join(folder, environment, 'apps', file)))
    .digest('hex'),
);
await services.close();
const rows = lists.reduce((sum, { data }) => sum + data.length, 0);
process.stdout.write(`${documents.length} documents, ${rows} rows, ${digests.length} archives\n`);
