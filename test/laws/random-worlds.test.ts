import { testRandomWorlds } from './random-worlds.ts';

testRandomWorlds(1000, 0);
