import { idleRounds } from '../frame/idle-rounds.js';

export const title = 'The loop: 200 environments × 500 resources in one process, idle';

export async function run() {
  return [...(await idleRounds(200, [1, 5])), '', '600 MB are allowed.'];
}
