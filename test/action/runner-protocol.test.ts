/** What the action writes for its runner, and what it keeps from it. */
import { appendFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstParts } from '../../action/documents.ts';
import { runMuleteer } from '../../action/run-muleteer.ts';
import { addSummary, mask, say, setOutputs, summaryRoom } from '../../action/runner-files.ts';
import { openInProcess } from './in-process.ts';
import { readLog } from './runner-log.ts';

/** A program that prints what it is told, on both streams, and ends with 3. */
function printing(text: string): readonly [string, ...string[]] {
  const script = `process.stdout.write(${JSON.stringify(text)}); process.stderr.write(${JSON.stringify(text)}); process.exitCode = 3`;
  return [process.execPath, '-e', script, '--'];
}

describe('the runner', () => {
  test('no value of an output ends itself and goes on as another', async () => {
    const { io, outputs } = await openInProcess();
    const tricky = 'one\nend-id-0\nexit-code<<x\n0\nx\ntwo=three';
    setOutputs({ report: tricky, 'exit-code': '2' }, io);
    expect(outputs()).toEqual({ report: tricky, 'exit-code': '2' });
  });

  test('a name that looks like a workflow command is shown, and not obeyed', async () => {
    const action = await openInProcess({
      muleteer: printing('+ Application\n::add-path::/evil\n::stop-commands::x\n::error::fake\n'),
    });
    expect(await runMuleteer(['plan'], action.folder, action.io)).toEqual({ code: 3, complaint: '' });
    const { annotations, text } = readLog(action.log());
    expect(annotations).toEqual([]);
    expect(text.match(/::add-path::\/evil/g)).toHaveLength(2);
  });

  test('the complaint is what it said of its error, to the end', async () => {
    const action = await openInProcess({ muleteer: printing('warning: w\nerror: no\n  hint of it\n') });
    expect(await runMuleteer(['plan'], action.folder, action.io)).toEqual({
      code: 3,
      complaint: 'error: no\n  hint of it',
    });
  });

  test('the token is neither in the environment of the command, where a manifest could read it, nor in the log', async () => {
    const script = 'process.stdout.write(JSON.stringify(process.env)); process.exitCode = 1';
    const action = await openInProcess({
      muleteer: [process.execPath, '-e', script, '--'],
      inputs: { comment: 'false' },
    });
    expect(await action.run('run')).toBe(1);
    const { masks, text } = readLog(action.log());
    expect(masks).toEqual([action.step.inputs.token]);
    expect(text).toContain('GITHUB_REPOSITORY');
    expect(action.log().replace(/^::add-mask::.*$/m, '')).not.toContain(action.step.inputs.token);
    expect(action.summary() + JSON.stringify(action.outputs())).not.toContain(action.step.inputs.token);
  });

  test('commands of our own are escaped', async () => {
    const { io, log } = await openInProcess();
    mask('', io);
    say('error', '100%\r\n::add-path::x', io);
    expect(log()).toBe('::error::100%25%0D%0A::add-path::x\n');
  });

  test('a summary has room for a mebibyte: whole parts, and a word about the others', async () => {
    const { io, summary } = await openInProcess();
    const part = (name: string, size: number): string => `## ${name}\n${'ü'.repeat(size / 2)}\n`;
    const parts = [part('a', 400_000), part('b', 500_000), part('c', 400_000), part('d', 100)];
    addSummary(firstParts(parts, summaryRoom(io)), io);
    expect(Buffer.byteLength(summary())).toBeLessThan(1024 * 1024);
    expect(summary().match(/^## ./gm)).toEqual(['## a', '## b']);
    expect(summary()).toMatch(/_2 of 4 parts did not fit in here; the log of the job has them\._\n$/);
    appendFileSync(io.env.GITHUB_STEP_SUMMARY ?? '', 'x'.repeat(1024 * 1024 - 950_000));
    expect(firstParts([part('e', 60_000)], summaryRoom(io))).toBe(
      '_1 of 1 parts did not fit in here; the log of the job has them._\n',
    );
    expect(firstParts(['a', 'b'], 1000)).toBe('a\n\nb\n\n');
  });
});
