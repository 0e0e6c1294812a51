/** Every example is validated, planned and applied; a second plan then finds nothing to do. */
import { cp, readFile, stat } from 'node:fs/promises';
import { existsSync, globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { WorldInput } from '../../sandbox/world/input.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
