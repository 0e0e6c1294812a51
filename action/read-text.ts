import { existsSync, readFileSync } from 'node:fs';

/** Empty where the command ended before it wrote the file: it may have made it, to see whether it can. */
export function readText(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
