import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../frame/muleteer.js';
import { comparison, megabytes } from '../frame/results.js';
import { alternate } from '../frame/rounds.js';
import { runNode } from '../frame/run-node.js';
import { startSink } from '../frame/servers.js';

export const title = 'Upload of 200 MB';

const OURS = join(import.meta.dirname, '../frame/upload.js');
const FLOOR = join(import.meta.dirname, '../floors/upload.js');
const SIZE = 200 * 2 ** 20;
const ROUNDS = 5;

export async function run() {
  const file = join(newFolder(), 'large.jar');
  const bytes = Buffer.alloc(SIZE, 'an archive ');
  writeFileSync(file, bytes);
  const sha1 = createHash('sha1').update(bytes).digest('hex');
  const { url } = await startSink();
  const send = async (args) => {
    const { stdout, cpu } = await runNode(['--expose-gc', ...args]);
    const { milliseconds: wall, grown, bytes: arrived } = JSON.parse(stdout);
    if (arrived < SIZE) throw new Error(`${arrived} bytes arrived, and not ${SIZE}`);
    return { wall, cpu, grown };
  };
  const { ours, floor } = await alternate(
    { ours: () => send([OURS, url, file, sha1]), floor: () => send([FLOOR, url, file]) },
    ROUNDS,
  );
  return [
    ...comparison([{ what: 'from the first byte to the last, as they arrive', ours, floor, aim: 1.2 }]),
    '',
    `Meanwhile the process grew by ${megabytes(ours.grown)}, the floor by ${megabytes(floor.grown)}; 64 MB are allowed.`,
  ];
}
