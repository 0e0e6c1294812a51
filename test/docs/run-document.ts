/** Runs what a document shows, on its stage, and says where it is wrong. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareOutput } from './compare-output.ts';
import type { Document, Run, Step } from './read-document.ts';
import { type Ended, openShell, type Shell } from './shell.ts';
import { type Ground, openGround, type Stage } from './stage.ts';

/** Where a document says that it is at home. */
const HOME = '/home/ada';
const STARTS_SANDBOX = /^(.*\bsandbox\b.*(?<!&)&)(\s*(?:#.*)?)$/gm;

interface Scene {
  readonly ground: Ground;
  readonly shell: Shell;
  readonly stage: Stage;
}

/** `LINE: what is wrong`, in the order of the document; what follows a failed command is not run. */
export async function runDocument({ steps }: Document, stage: Stage): Promise<readonly string[]> {
  const ground = await openGround(stage);
  const shell = openShell(ground);
  const scene = { ground, shell, stage };
  const wrong: string[] = [];
  try {
    if (stage.before !== undefined) await prepare(stage.before, 'before', scene);
    for (const step of steps) {
      const { problem, goesOn } = await take(step, scene);
      if (problem !== null) wrong.push(`${step.line}: ${problem}`);
      if (!goesOn) break;
    }
  } finally {
    await shell.close();
    await ground.close();
  }
  return wrong;
}

interface Taken {
  readonly problem: string | null;
  readonly goesOn: boolean;
}

const WELL: Taken = { problem: null, goesOn: true };

async function take(step: Step, scene: Scene): Promise<Taken> {
  const { estate } = scene.ground;
  if (step.does === 'run') return run(step, scene);
  if (step.does === 'write') {
    const path = join(estate.folder, step.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, withPort(step.text, scene));
    return WELL;
  }
  const action = scene.stage.meanwhile?.[step.name];
  if (action === undefined) return { problem: `the stage knows no meanwhile ${step.name}`, goesOn: false };
  if (typeof action === 'string') await prepare(action, step.name, scene);
  else await action(estate);
  return WELL;
}

async function run(step: Run, scene: Scene): Promise<Taken> {
  const ended = await scene.shell.run(asTyped(step.text, scene), step.exits === 0 ? 'stop' : 'go on');
  const printed = ended.output.replaceAll(scene.ground.home, HOME);
  const failure = describeFailure(step, ended);
  if (failure !== null) return { problem: `${failure}\n${indented(printed)}`, goesOn: false };
  const difference = step.output === null ? null : compareOutput(step.output, printed);
  return { problem: difference === null ? null : `${step.text}\n${difference}`, goesOn: true };
}

/** bash tells of the file once more than of the command in it. */
function describeFailure({ text, exits, line }: Run, { code, failedAt }: Ended): string | null {
  const early = failedAt.length > 2 ? failedAt[0] : undefined;
  if (code === exits && early === undefined) return null;
  const at = early ?? failedAt[0] ?? 1;
  const command = text.split('\n')[at - 1] ?? text;
  return early === undefined
    ? `line ${line + at - 1} ends with ${code}, not with ${exits}: ${command}`
    : `line ${line + at - 1} fails, and is not the last: ${command}`;
}

function asTyped(text: string, scene: Scene): string {
  return withPort(text, scene).replace(STARTS_SANDBOX, '$1 until-it-answers$2');
}

function withPort(text: string, { ground }: Scene): string {
  return text.replace(/\b4010\b/g, String(ground.port));
}

async function prepare(commands: string, name: string, { shell }: Scene): Promise<void> {
  const { code, output } = await shell.run(commands, 'stop');
  if (code !== 0) throw new Error(`the stage fails (${name}, ${code}):\n${output}`);
}

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '    ');
}
