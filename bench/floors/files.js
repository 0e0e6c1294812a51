// What a bare script does to read manifests: it walks the folder, and has every document parsed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';

/** Answers come in between: after so many files they are looked at. */
const FILES_AT_ONCE = 20;

export async function readDocuments(folder) {
  const documents = [];
  let read = 0;
  for (const file of yamlFiles(folder)) {
    for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) documents.push(document.toJS());
    read += 1;
    if (read % FILES_AT_ONCE === 0) await setImmediate();
  }
  return documents;
}

function yamlFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) return [];
    if (entry.isDirectory()) return yamlFiles(path);
    return entry.name.endsWith('.yaml') ? [path] : [];
  });
}
