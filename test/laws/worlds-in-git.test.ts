/** Fewer worlds, whose record is kept in git: a record of one apply takes several processes. */
import { inGit } from './life.ts';
import { testRandomWorlds } from './random-worlds.ts';

testRandomWorlds(50, 2, inGit);
