/** What is there before a document's first command: a folder, a sandbox, programs, variables. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { startSandbox } from '../../sandbox/start.ts';
import type { WorldInput } from '../../sandbox/world/input.ts';
import type { Bench } from '../support/bench.ts';
import { closedPort } from '../support/http-server.ts';

/** As much of a bench as a document has. A whole one would bring all of the program into the test's process. */
export type Estate = Pick<Bench, 'sandbox' | 'folder' | 'settle' | 'clearLog'>;

/** A document's stage lies in `stages/`, under the document's own path in small letters. */
export interface Stage {
  /** Path in the document's folder → text; `$URL` stands for the sandbox's address. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** Path in the document's folder → what of this repository is copied there. */
  readonly copies?: Readonly<Record<string, string>>;
  /** The same for what is only read there: a link. */
  readonly links?: Readonly<Record<string, string>>;
  /** The world of the sandbox, beside a clock that runs. */
  readonly world?: WorldInput;
  /** `none`: the document starts one itself. */
  readonly sandbox?: 'running' | 'none';
  readonly env?: Readonly<Record<string, string>>;
  /** Stand-ins for what is not on this machine: name → a script for sh. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Commands before the first block. */
  readonly before?: string;
  /** What `<!-- meanwhile NAME -->` does: commands, or a function, for instance with `byHand`. */
  readonly meanwhile?: Readonly<Record<string, string | ((estate: Estate) => Promise<void>)>>;
}

export interface Ground {
  readonly estate: Estate;
  /** Of the one who works here: settings, programs, temporary files. */
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the documents call 4010, the sandbox's port if nobody says otherwise. */
  readonly port: number;
  close(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '../..');

/** A clock that runs, for there is nobody to move it for a process. */
const WORLD: WorldInput = {
  clock: { mode: 'real' },
  switches: { commandMs: 1, deployMs: 20, deleteMs: 1, restartMs: 20 },
};

/** It answers a moment before it has said where. */
const UNTIL_IT_ANSWERS = `exec bash -c '
tries=400
until (: </dev/tcp/127.0.0.1/"$MULETEER_PORT") 2>/dev/null && [ -s /dev/fd/1 ]; do
  ((tries-- > 0)) || { echo "the sandbox does not start" >&2; exit 1; }
  sleep 0.05
done'`;

const PROGRAMS = {
  muleteer: `exec "${process.execPath}" "${join(ROOT, 'dist/src/main.cjs')}" "$@"`,
  npx: 'exec "$@"',
  // Nobody types faster than it starts; a script does.
  'until-it-answers': UNTIL_IT_ANSWERS,
} as const;

/** Somebody works here. */
const GIT_SETTINGS = `[user]
name = Ada Ops
email = ada@example.test
[init]
defaultBranch = main
[protocol "file"]
allow = always
`;

const ACCOUNTS = {
  ANYPOINT_CLIENT_ID: 'sandbox',
  ANYPOINT_CLIENT_SECRET: 'sandbox',
  MMC_USERNAME: 'admin',
  MMC_PASSWORD: 'admin',
} as const;

export async function openGround(stage: Stage): Promise<Ground> {
  const sandbox = await startSandbox({ world: { ...WORLD, ...stage.world } });
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'muleteer-document-')));
  const folder = join(home, 'estate');
  mkdirSync(folder);
  lay(stage, folder, sandbox.url);
  writePrograms(join(home, 'bin'), { ...PROGRAMS, ...stage.programs });
  writeFileSync(join(home, '.gitconfig'), GIT_SETTINGS);
  const isRunning = stage.sandbox !== 'none';
  const port = isRunning ? Number(new URL(sandbox.url).port) : await closedPort();
  return {
    estate: {
      sandbox,
      folder,
      settle: async () => void (await sandbox.control('POST', 'clock', { advanceMs: 60_000 })),
      clearLog: async () => void (await sandbox.control('DELETE', 'log')),
    },
    home,
    port,
    env: {
      PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}`,
      HOME: home,
      TMPDIR: home,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      GIT_CONFIG_NOSYSTEM: '1',
      MULETEER_PORT: String(port),
      ...(isRunning ? { ANYPOINT_HOST: sandbox.url, MMC_URL: sandbox.mmc, ...ACCOUNTS } : {}),
      ...stage.env,
    },
    async close() {
      await sandbox.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function lay({ files = {}, copies = {}, links = {} }: Stage, folder: string, url: string): void {
  for (const [to, from] of Object.entries(copies)) {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    cpSync(join(ROOT, from), join(folder, to), { recursive: true });
  }
  for (const [to, from] of Object.entries(links)) symlinkSync(join(ROOT, from), join(folder, to));
  for (const [to, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    writeFileSync(join(folder, to), typeof content === 'string' ? content.replaceAll('$URL', url) : content);
  }
}

function writePrograms(folder: string, programs: Readonly<Record<string, string>>): void {
  mkdirSync(folder);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
}
