import { testRandomWorlds } from './random-worlds.ts';

testRandomWorlds(500, 0);
