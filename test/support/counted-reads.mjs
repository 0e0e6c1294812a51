// Preloaded (`node --import`): writes the path of every file that its process reads whole into the file COUNTED_READS.
import fs, { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

for (const [owner, name] of [
  [fs, 'readFileSync'],
  [fs, 'createReadStream'],
  [fs.promises, 'readFile'],
]) {
  const read = owner[name];
  owner[name] = (path, ...rest) => {
    if (typeof path === 'string') appendFileSync(process.env.COUNTED_READS, `${path}\n`);
    return read(path, ...rest);
  };
}
syncBuiltinESMExports();
