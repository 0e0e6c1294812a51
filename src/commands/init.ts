import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { CI_SYSTEMS, type CiSystem, type Start } from '../authoring/start.ts';
import { type Files, startingRepository } from '../authoring/starting-repository.ts';
import { targetNameFor } from '../authoring/target-name.ts';
import { didYouMean } from '../model/did-you-mean.ts';
import { MuleteerError } from '../model/errors.ts';
import { count, list } from '../render/words.ts';
import { writeNewFile } from './console-output.ts';
import { EXIT, type Io } from './io.ts';
import { interrupted } from './stoppable.ts';

export interface InitOptions {
  readonly organization?: string;
  readonly environment?: string;
  readonly ci?: string;
  readonly target?: string;
  readonly controlPlane?: string;
  readonly yes?: true;
}

export async function initCommand(dir: string, options: InitOptions, io: Io): Promise<number> {
  const folder = resolve(io.cwd, dir);
  const files = startingRepository(await complete(options, io));
  assertFree(folder, files, io);
  for (const [path, text] of Object.entries(files)) writeNewFile(join(folder, path), text, io);
  const names = Object.keys(files).sort();
  io.stdout.write(names.map((name) => `${relative(io.cwd, join(folder, name))}\n`).join(''));
  io.stderr.write(`${count(names.length, 'file')} written. README.md says how to go on.\n`);
  return EXIT.done;
}

interface Question {
  readonly key: 'organization' | 'environment' | 'ci';
  readonly text: string;
}

const QUESTIONS: readonly Question[] = [
  { key: 'organization', text: 'Organization (business group) in Anypoint: ' },
  { key: 'environment', text: 'Environment in it: ' },
  { key: 'ci', text: 'Pipeline for github, gitlab or none: ' },
];

/** What the flags leave open is asked. */
async function complete(options: InitOptions, io: Io): Promise<Start> {
  const given = { ...options, ci: options.ci ?? (options.yes === true ? 'none' : undefined) };
  const open = QUESTIONS.filter(({ key }) => given[key] === undefined);
  const ask = options.yes === true ? null : io.ask;
  if (ask === null && open.length > 0) throw missing(open);
  const answers = new Map<string, string>();
  for (const { key, text } of open) {
    answers.set(key, (await ask?.(text))?.trim() ?? '');
    if (io.signal.aborted) throw interrupted();
  }
  const value = (key: Question['key']): string => required(key, given[key] ?? answers.get(key));
  const [organization, environment] = [value('organization'), value('environment')];
  return {
    organization,
    environment,
    ci: ciNamed(value('ci')),
    target: options.target ?? targetNameFor(environment),
    controlPlane: options.controlPlane ?? null,
  };
}

function missing(open: readonly Question[]): MuleteerError {
  const flags = list(open.map(({ key }) => `--${key}`));
  return new MuleteerError('usage', `init needs ${flags}: there is nobody to ask`, {
    hint: 'muleteer init --organization Acme --environment Sandbox --ci github',
  });
}

function required(key: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new MuleteerError('usage', `init needs --${key}`, { hint: 'nothing was written' });
}

function ciNamed(word: string): CiSystem {
  const system = CI_SYSTEMS.find((name) => name === word.toLowerCase());
  if (system !== undefined) return system;
  const hint = didYouMean(word, CI_SYSTEMS) ?? 'github, gitlab or none; for others see docs/pull-requests.md';
  throw new MuleteerError('usage', `there is no ready pipeline for ${word}`, { hint });
}

/** All or nothing: a half-written repository helps nobody. */
function assertFree(folder: string, files: Files, { cwd }: Io): void {
  const taken = Object.keys(files).filter((path) => existsSync(join(folder, path)));
  if (taken.length === 0) return;
  const where = relative(cwd, folder) || '.';
  throw new MuleteerError('usage', `${where} has ${list(taken.sort())} already`, {
    hint: 'nothing was written; name an empty folder: muleteer init DIR',
  });
}
