/** In a process of its own: where this goes wrong, nothing but SIGKILL ends it. */
import { afterEach, test } from 'vitest';
import { closeBenches } from '../support/bench.ts';
import { openEstate } from '../support/estate.ts';
import { expectFailure } from '../support/failure.ts';
import { startCommand } from './command-process.ts';

afterEach(closeBenches);

/** It takes no folder, and says so as if the folder above were missing. */
test.runIf(process.platform === 'linux').each(['json', 'ndjson'])(
  '-o %s into /proc is refused, and not tried for ever',
  async (format) => {
    const bench = await openEstate();
    const { ended } = startCommand(['plan', '-o', `${format}=/proc/nowhere/a/plan`], bench.folder);
    await expectFailure(await ended, {
      error: /cannot write \/proc\/nowhere\/a\/plan \(ENOENT\)/,
      hint: null,
    });
  },
);

test.runIf(process.platform === 'linux')('and so is a record there', async () => {
  const bench = await openEstate();
  const { ended } = startCommand(['apply', '--yes', '--record', 'file:/proc/nowhere/a'], bench.folder);
  await expectFailure(await ended, { error: /\/proc\/nowhere\/a/, hint: /./ }, bench);
});
