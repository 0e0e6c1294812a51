/**
 * Runs the command line as a process of its own; the action knows it by its flags, files and exit codes alone. All
 * that it says goes into the log, where the runner would obey a line such as `::add-path::`. Names in manifests are
 * other people's words, so that commands are switched off meanwhile, by a word that nobody can guess; and in one
 * stream, since the runner reads two of them in no certain order.
 */
import { spawn } from 'node:child_process';
import { INPUTS } from './inputs.ts';
import type { ActionIo } from './io.ts';

export interface Ended {
  readonly code: number;
  /** What it complained of last; empty where it did not. */
  readonly complaint: string;
}

/** Of what it says, as much as a person reads. */
const KEPT = 8192;

export async function runMuleteer(args: readonly string[], cwd: string, io: ActionIo): Promise<Ended> {
  const word = io.newId();
  io.log(`::stop-commands::${word}\n`);
  try {
    return await run(args, cwd, io);
  } finally {
    io.log(`\n::${word}::\n`);
  }
}

function run(args: readonly string[], cwd: string, io: ActionIo): Promise<Ended> {
  const [program, ...first] = io.muleteer;
  // The token is the action's: no `${env:…}` of a manifest finds it.
  const env = { ...io.env, [INPUTS]: undefined };
  const child = spawn(program, [...first, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => io.log(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    io.log(text);
    said = (said + text).slice(-KEPT);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 130, complaint: complaintIn(said) }));
  });
}

function complaintIn(said: string): string {
  const at = said.search(/^error: /m);
  return at < 0 ? '' : said.slice(at).trim();
}
