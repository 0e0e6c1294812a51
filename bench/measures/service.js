import { idleRounds } from '../frame/idle-rounds.js';

export const title = 'The loop: 100 environments × 500 resources in one process, idle';

export function run() {
  return idleRounds(100, [1, 5, 20]);
}
