/** A `run:` step: bash as GitHub starts it, with the files behind `GITHUB_OUTPUT` and `GITHUB_STEP_SUMMARY`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOutputs } from './runner-log.ts';
import type { Running, StepsResult } from './running.ts';

const LIMIT = 1024 * 1024;

export async function runScript(
  script: string,
  running: Running,
  env: Readonly<Record<string, string>>,
): Promise<StepsResult> {
  const folder = mkdtempSync(join(running.options.folder, 'step-'));
  const [file, output, summary] = ['script.sh', 'output', 'summary.md'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(file, script);
  writeFileSync(output, '');
  writeFileSync(summary, '');
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', file], {
    cwd: running.workspace,
    env: { ...env, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      running.output += text;
    });
  const code = await new Promise<number>((ended) => child.on('close', (status) => ended(status ?? -1)));
  const written = readFileSync(summary, 'utf8');
  if (Buffer.byteLength(written) > LIMIT) throw new Error('the summary of a step is more than a mebibyte');
  running.summary += written;
  return { ok: code === 0, outputs: readOutputs(readFileSync(output, 'utf8')) };
}
