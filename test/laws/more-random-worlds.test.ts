/** The other half of the worlds: two files run side by side. */
import { testRandomWorlds } from './random-worlds.ts';

testRandomWorlds(500, 1);
