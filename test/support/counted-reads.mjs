// Preloaded (`node --import`): writes the path of every file that its process reads whole into the file COUNTED_READS.
import fs, { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { readFileSync } = fs;
fs.readFileSync = (path, ...rest) => {
  if (typeof path === 'string') appendFileSync(process.env.COUNTED_READS, `${path}\n`);
  return readFileSync(path, ...rest);
};
syncBuiltinESMExports();
