import type { Guard } from '../model/plan.ts';
import { count } from './words.ts';

/** How a plan is beyond a guard. */
export function excessOf({ rule, actual, limit }: Guard): string {
  switch (rule) {
    case 'maxDeletes':
      return `${count(actual, 'resource')} to delete, at most ${limit}`;
    case 'maxUpdates':
      return `${count(actual, 'resource')} to update or replace, at most ${limit}`;
    case 'maxRestarts':
      return `${count(actual, 'server restarts', 'servers restart')}, at most ${limit}`;
    case 'maxIrreversible':
      return `${count(actual, 'effect')} that cannot be undone, at most ${limit}`;
    case 'allowEmpty':
      return `nothing is declared any more, and ${count(actual, 'resource')} would be deleted`;
  }
}

const FLAGS: Readonly<Record<Guard['rule'], (actual: number) => string>> = {
  maxDeletes: (actual) => `--allow-deletes ${actual}`,
  maxUpdates: (actual) => `--allow-updates ${actual}`,
  maxRestarts: (actual) => `--allow-restarts ${actual}`,
  maxIrreversible: (actual) => `--allow-irreversible ${actual}`,
  allowEmpty: () => '--allow-empty',
};

/** What raises the guard just far enough. */
export function flagFor({ rule, actual }: Guard): string {
  return FLAGS[rule](actual);
}
