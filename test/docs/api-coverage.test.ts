/**
 * Keeps `docs/api-coverage.md` true: every fact and call has its row, and every row names tests that are there
 * under that very title. Whoever renames a test is led here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samples } from '../kinds/samples.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENT = readFileSync(join(ROOT, 'docs/api-coverage.md'), 'utf8');

/** Rows without a test may get fewer; for more, this has to be changed on purpose. */
const MOST_UNTESTED = 6;
/** Rows about papers and neighbours, where no behaviour of ours could be tested. */
const MOST_WITHOUT_BEHAVIOUR = 18;

interface Row {
  readonly key: string;
  readonly cells: readonly string[];
  readonly line: number;
}

const HEAD = '| Row | Fact or call | Client | Sandbox | Test |';

const rows = readRows();

function readRows(): readonly Row[] {
  const found: Row[] = [];
  let inTable = false;
  for (const [index, text] of DOCUMENT.split('\n').entries()) {
    if (text === HEAD) inTable = true;
    else if (!text.startsWith('|')) inTable = false;
    else if (inTable && !text.startsWith('|---')) {
      const cells = text
        .slice(1, text.lastIndexOf('|'))
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|'));
      found.push({ key: cells[0] ?? '', cells, line: index + 1 });
    }
  }
  return found;
}

const inTestCell = ({ cells }: Row): readonly string[] =>
  (cells[4] ?? '').split('<br>').map((one) => one.trim());
const NO_TEST = 'no test: ';
const NO_BEHAVIOUR = 'nothing to test: ';
const say = (start: string) => rows.filter((row) => inTestCell(row).some((one) => one.startsWith(start)));
const citations = rows.flatMap((row) =>
  inTestCell(row)
    .filter((one) => !one.startsWith(NO_TEST) && !one.startsWith(NO_BEHAVIOUR))
    .map((citation) => ({ row, citation })),
);

/** What stands where titles stand: first in a call or a list of cases, alone on a line, or as a case's name. */
function literalsIn(source: string): readonly string[] {
  const title = /(?:[([]\s*|^\s+|\b(?:name|title): )(?:'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`)/gm;
  return [...source.matchAll(title)].map(([, single, template]) =>
    (single ?? template ?? '').replace(/\\(['`\\])/g, '$1'),
  );
}

const folders = (path: string): readonly string[] =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** Suites whose cases are not written in the test file. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  'test/scenarios/scenarios.test.ts': folders('test/scenarios'),
  'test/manifests/broken.test.ts': folders('test/fixtures/broken'),
  'test/examples/examples.test.ts': folders('examples/manifests'),
  'test/kinds/conformance.test.ts': samples.flatMap(({ kind, edits }) => [
    kind,
    ...edits.map(({ title }) => `${kind} › ${title}`),
  ]),
};

const titles = new Map<string, readonly string[]>();

function titlesIn(file: string): readonly string[] {
  const known = titles.get(file);
  if (known !== undefined) return known;
  const found = [...new Set([...literalsIn(readFileSync(join(ROOT, file), 'utf8')), ...(CASES[file] ?? [])])];
  titles.set(file, found);
  return found;
}

/** What is wrong with one `file › title`, or with one of its titles; null when all is well. */
function mistakeIn(citation: string): string | null {
  const [file = '', ...cited] = citation.split(' › ');
  if (!/^test\/\S+\.test\.ts$/.test(file)) return `${citation}: expected a test file, › and a title`;
  if (!existsSync(join(ROOT, file))) return `${file} is not there`;
  if (cited.length === 0) return `${citation}: expected › and a title`;
  const whole = cited.join(' › ');
  for (const title of titlesIn(file).includes(whole) ? [whole] : cited) {
    const matches = titlesIn(file).filter((one) => one === title || one.startsWith(title));
    if (matches.length === 0) return `${file} has no test ${title}`;
    if (matches.length > 1 && !matches.includes(title)) return `${title} begins several titles of ${file}`;
  }
  return null;
}

const numbered = (prefix: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, index) => `${prefix}${index + 1}`);

/** The rows that must be there, section by section, as the two references and the three vendor documents have them. */
const REQUIRED: readonly { readonly section: string; readonly keys: readonly string[] }[] = [
  {
    section: 'Runtime Manager and accounts',
    keys: [
      'Sign in: connected app',
      'Sign in: user and password',
      'Sign in: bearer',
      'Token renewed before it expires',
      'Token renewed after it expired',
      'Organization by name',
      'Organization by path',
      'Organization by id',
      'Environment by name',
      'Environment by id',
      'Registration token',
      'Register a server',
      'Servers: list',
      'Servers: get',
      'Servers: rename',
      'Servers: delete',
      'Groups: list',
      'Groups: get',
      'Groups: create',
      'Groups: rename',
      'Groups: add a server',
      'Groups: remove a server',
      'Groups: delete',
      'Clusters: list',
      'Clusters: get',
      'Clusters: create, multicast',
      'Clusters: create, unicast',
      'Clusters: rename',
      'Clusters: add a server',
      'Clusters: remove a server',
      'Clusters: delete',
      'Applications: list',
      'Applications: get',
      'Applications: deploy a file',
      'Applications: streamed from disk',
      'Applications: deploy from Exchange',
      'Applications: new file',
      'Applications: redeploy without a file',
      'Applications: start',
      'Applications: stop',
      'Applications: delete',
    ],
  },
  {
    section: 'The console',
    keys: [
      'MMC: HTTP Basic',
      'MMC: base URL',
      'MMC: list user groups',
      'MMC: get a user group',
      'MMC: an edition without the list',
      'MMC: create a user group',
      'MMC: update a user group',
      'MMC: rename a user group',
      'MMC: delete a user group',
      'MMC: one write at a time',
      'MMC: list permissions',
    ],
  },
  {
    section: 'The article on applications',
    keys: [
      'Article: token',
      'Article: scopes',
      'Article: headers',
      'Article: list applications',
      'Article: get an application',
      'Article: stop',
      'Article: start',
      'Article: delete',
    ],
  },
  {
    section: 'The page of examples',
    keys: [
      'Examples: authenticate, then a registration token',
      'Examples: register a server',
      "Examples: the vendor's script",
      'Examples: create a group',
      'Examples: create a multicast cluster',
      'Examples: create a unicast cluster',
      'Examples: get a server',
      'Examples: list servers',
      'Examples: delete a server',
      'Examples: list groups',
      'Examples: get a group',
      'Examples: add a server to a group',
      'Examples: add a server that is not running',
      'Examples: add a server that has a group',
      'Examples: remove a server from a group',
      'Examples: deploy',
      'Examples: statuses',
      'Examples: delete an application',
      'Examples: patch a file',
      'Examples: patch without a file',
      'Examples: start',
      'Examples: stop',
    ],
  },
  {
    section: 'The page on user groups',
    keys: [
      'User groups: create',
      'User groups: list',
      'User groups: get',
      'User groups: update',
      'User groups: delete',
      'User groups: permissions',
      'User groups: codes',
    ],
  },
  {
    section: 'Transport (ARM 1)',
    keys: [
      'ARM 1 host',
      'ARM 1 scheme',
      'ARM 1 prefix',
      'ARM 1 authorization',
      'ARM 1 organization header',
      'ARM 1 environment header',
      'ARM 1 content types',
      'ARM 1 trailing slash',
      'ARM 1 cache buster',
      'ARM 1 chunked upload',
      'ARM 1 transaction id',
      'ARM 1 other headers',
    ],
  },
  {
    section: 'Envelope (ARM 1.1)',
    keys: ['ARM 1.1 data', 'ARM 1.1 no paging', 'ARM 1.1 accounts differ', 'ARM 1.1 times', 'ARM 1.1 absent'],
  },
  {
    section: 'Errors (ARM 1.2)',
    keys: [
      'ARM 1.2 400, 404, 409, 422',
      'ARM 1.2 401',
      'ARM 1.2 403',
      'ARM 1.2 404 of a resource',
      'ARM 1.2 429 and 5xx',
      'ARM 1.2 text first',
    ],
  },
  {
    section: 'Rate limits (ARM 1.3)',
    keys: ['ARM 1.3 unpublished', 'ARM 1.3 login', 'ARM 1.3 over the limit', 'ARM 1.3 Retry-After'],
  },
  {
    section: 'Sign-in (ARM 2)',
    keys: [
      'ARM 2.1 body',
      'ARM 2.1 expires_in',
      'ARM 2.1 bad credentials',
      'ARM 2.1 scopes',
      'ARM 2.2 body',
      'ARM 2.2 no expires_in',
      'ARM 2.2 wrong password',
      'ARM 2.2 second factor',
      'ARM 2.3 bearer',
      'ARM 2.4 me',
      'ARM 2.4 users/me',
      'ARM 2.4 profile',
      'ARM 2.4 memberships',
    ],
  },
  {
    section: 'Organizations and environments (ARM 3)',
    keys: [
      'ARM 3 organizations',
      'ARM 3 organization',
      'ARM 3 hierarchy',
      'ARM 3 environments',
      'ARM 3 environment',
      'ARM 3 environment made',
      'ARM 3 environment renamed',
      'ARM 3 environment deleted',
      'ARM 3 design',
    ],
  },
  {
    section: 'Registering a server (ARM 4)',
    keys: ['ARM 4.1 token', 'ARM 4.2 request', 'ARM 4.2 token instead of session', 'ARM 4.2 CREATED'],
  },
  {
    section: 'Servers (ARM 5)',
    keys: [
      'ARM 5 list',
      'ARM 5 get',
      'ARM 5 rename',
      'ARM 5 delete',
      'ARM 5 restart',
      'ARM 5 shutdown',
      'ARM 5 group of a server',
      'ARM 5 cluster of a server',
      'ARM 5 members are listed',
      'ARM 5 gateway',
      'ARM 5 one space of ids',
      'ARM 5 single server as a list',
      'ARM 5 names',
      'ARM 5 names not unique',
      'ARM 5 deleting leaves the process',
      'ARM 5 certificates',
    ],
  },
  {
    section: 'Server groups (ARM 6)',
    keys: [
      'ARM 6 list',
      'ARM 6 get',
      'ARM 6 create',
      'ARM 6 rename',
      'ARM 6 delete',
      'ARM 6 add a server',
      'ARM 6 remove a server',
      'ARM 6 ids as strings',
      'ARM 6 empty',
      'ARM 6 rule: name',
      'ARM 6 rule: size',
      'ARM 6 rule: membership',
      'ARM 6 rule: what can join',
      'ARM 6 rule: uniformity',
      'ARM 6 rule: status mix',
      'ARM 6 rule: own applications',
      'ARM 6 rule: on join',
      'ARM 6 rule: on leave',
      'ARM 6 rule: on group delete',
      'ARM 6 rule: unreachable member',
      'ARM 6 rule: application delete',
    ],
  },
  {
    section: 'Clusters (ARM 7)',
    keys: [
      'ARM 7 list',
      'ARM 7 get',
      'ARM 7 create',
      'ARM 7 rename',
      'ARM 7 delete',
      'ARM 7 add a server',
      'ARM 7 remove a server',
      'ARM 7 address',
      'ARM 7 types',
      'ARM 7 one server',
      'ARM 7 last server',
      'ARM 7 shape',
      'ARM 7 rule: name',
      'ARM 7 rule: size',
      'ARM 7 rule: membership',
      'ARM 7 rule: own applications',
      'ARM 7 rule: status',
      'ARM 7 rule: uniformity',
      'ARM 7 rule: unicast change',
      'ARM 7 rule: on cluster delete',
      'ARM 7 rule: flag and addresses',
    ],
  },
  {
    section: 'Applications: calls (ARM 8.1)',
    keys: [
      'ARM 8.1 list',
      'ARM 8.1 get',
      'ARM 8.1 deploy',
      'ARM 8.1 new file',
      'ARM 8.1 redeploy',
      'ARM 8.1 start and stop',
      'ARM 8.1 other artifact',
      'ARM 8.1 download',
      'ARM 8.1 delete',
    ],
  },
  {
    section: 'Applications: members (ARM 8.2)',
    keys: [
      'ARM 8.2 id',
      'ARM 8.2 name',
      'ARM 8.2 file name',
      'ARM 8.2 checksum',
      'ARM 8.2 size',
      'ARM 8.2 desired status',
      'ARM 8.2 reported status',
      'ARM 8.2 started and uptime',
      'ARM 8.2 server artifacts',
      'ARM 8.2 target',
      'ARM 8.2 contextId',
      'ARM 8.2 no configuration',
    ],
  },
  {
    section: 'Applications: deploying (ARM 8.3 and 8.4)',
    keys: [
      'ARM 8.3 artifactName',
      'ARM 8.3 targetId',
      'ARM 8.3 file',
      'ARM 8.3 configuration',
      'ARM 8.3 order of parts',
      'ARM 8.3 property values',
      'ARM 8.3 answer',
      'ARM 8.4 Exchange',
      'ARM 8.4 copy',
      'ARM 8.4 log levels',
      'ARM 8.4 file name of an asset',
    ],
  },
  {
    section: 'Applications: changing (ARM 8.5)',
    keys: [
      'ARM 8.5 new bytes',
      'ARM 8.5 new bytes and properties',
      'ARM 8.5 bytes of another application',
      'ARM 8.5 new Exchange version',
      'ARM 8.5 restart',
      'ARM 8.5 start and stop',
      'ARM 8.5 properties only',
      'ARM 8.5 bytes for a stopped one',
      'ARM 8.5 rename',
      'ARM 8.5 other target',
    ],
  },
  {
    section: 'Applications: names and life (ARM 8.6 and 8.7)',
    keys: [
      'ARM 8.6 characters',
      'ARM 8.6 name and target',
      'ARM 8.7 after the answer',
      'ARM 8.7 on its way',
      'ARM 8.7 the end',
      'ARM 8.7 UPDATED',
      'ARM 8.7 old entries',
      'ARM 8.7 every member',
      'ARM 8.7 unreachable',
      'ARM 8.7 deleted',
    ],
  },
  {
    section: 'Neighbours (ARM 9)',
    keys: [
      'ARM 9 components',
      'ARM 9 component',
      'ARM 9 flows',
      'ARM 9 flow',
      'ARM 9 schedulers',
      'ARM 9 alerts',
      'ARM 9 UI servers',
      'ARM 9 UI applications',
      'ARM 9 v2 deployments',
      'ARM 9 telemetry',
    ],
  },
  {
    section: 'Words (ARM 10)',
    keys: [
      'ARM 10 target type',
      'ARM 10 server type',
      'ARM 10 server status',
      'ARM 10 group status',
      'ARM 10 cluster status',
      'ARM 10 desired status',
      'ARM 10 reported status',
      'ARM 10 end of a deploy',
      'ARM 10 source',
      'ARM 10 environment type',
      'ARM 10 log level',
      'ARM 10 unknown words',
    ],
  },
  {
    section: 'Limits (ARM 11)',
    keys: [
      'ARM 11 artifact size',
      'ARM 11 deployments per environment',
      'ARM 11 deployments per target',
      'ARM 11 properties',
      'ARM 11 servers',
      'ARM 11 groups and clusters',
      'ARM 11 servers in a group',
      'ARM 11 servers in a cluster',
    ],
  },
  { section: 'What shapes a reconciler (ARM 12)', keys: numbered('ARM 12.', 25) },
  {
    section: 'The official command line against the sandbox (ARM 13)',
    keys: [
      'ARM 13 install',
      'ARM 13 host',
      'ARM 13 TLS',
      'ARM 13 plain http',
      'ARM 13 credentials',
      'ARM 13 scope',
      'ARM 13 cache',
      'ARM 13 calls per run',
      'ARM 13 time',
      'ARM 13 exit and output',
      'ARM 13 members it needs',
      'ARM 13 commands',
      'ARM 13 bodies',
    ],
  },
  { section: 'What nobody knows (ARM 14)', keys: numbered('ARM 14.', 19) },
  {
    section: 'Conventions (MMC 1)',
    keys: [
      'MMC 1 base URL',
      'MMC 1 codes are not closed',
      'MMC 1 six resources',
      'MMC 1 Basic',
      'MMC 1 JSON',
      'MMC 1 list envelope',
      'MMC 1 the oldest codes',
      'MMC 1 answers that are no JSON',
      'MMC 1 paging of 3.2',
      'MMC 1 addressed by name',
      'MMC 1 two meanings of 401',
      'MMC 1 loose codes',
    ],
  },
  {
    section: 'Calls (MMC 2)',
    keys: [
      'MMC 2 list',
      'MMC 2 get',
      'MMC 2 create',
      'MMC 2 update',
      'MMC 2 delete',
      'MMC 2 permissions',
      'MMC 2 a group called permissions',
    ],
  },
  {
    section: 'The group (MMC 2.1)',
    keys: [
      'MMC 2.1 name',
      'MMC 2.1 description',
      'MMC 2.1 permissions',
      'MMC 2.1 href',
      'MMC 2.1 nothing else',
    ],
  },
  {
    section: 'Built-in groups (MMC 2.2)',
    keys: [
      'MMC 2.2 Administrators',
      'MMC 2.2 Server Administrators',
      'MMC 2.2 Monitors',
      'MMC 2.2 Deployers',
    ],
  },
  { section: 'Questions (MMC 2.3)', keys: numbered('MMC Q', 18) },
  {
    section: 'href (MMC 2.4)',
    keys: ['MMC 2.4 created and listed', 'MMC 2.4 single', 'MMC 2.4 updated'],
  },
  {
    section: 'Permissions (MMC 3)',
    keys: ['MMC 3 the names', 'MMC 3 not closed', 'MMC 3 scope', 'MMC 3 risky ones'],
  },
  {
    section: 'Neighbours (MMC 4)',
    keys: ['MMC 4 other resources', 'MMC 4 users'],
  },
  {
    section: 'What nobody knows (MMC 5)',
    keys: [
      'MMC 5 create status',
      'MMC 5 no list',
      'MMC 5 list shape',
      'MMC 5 list items',
      'MMC 5 single',
      'MMC 5 permissions answer',
      'MMC 5 permissions member',
      'MMC 5 empty permissions',
      'MMC 5 duplicates',
      'MMC 5 more names',
      'MMC 5 missing group',
      'MMC 5 existing group',
      'MMC 5 protected group',
      'MMC 5 additive PUT',
      'MMC 5 default permissions',
      'MMC 5 error body',
      'MMC 5 401',
      'MMC 5 403',
      'MMC 5 redirects',
      'MMC 5 retry',
      'MMC 5 limits',
      'MMC 5 TLS',
      'MMC 5 lengths',
    ],
  },
];

describe('docs/api-coverage.md', () => {
  it('has five columns in every row, and each row once', () => {
    expect(rows.filter(({ cells }) => cells.length !== 5 || cells.includes(''))).toEqual([]);
    const keys = rows.map(({ key }) => key);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it.each(REQUIRED)('has every row of $section', ({ keys }) => {
    const present = new Set(rows.map(({ key }) => key));
    expect(keys.filter((key) => !present.has(key))).toEqual([]);
  });

  it('has no other rows', () => {
    const required = new Set(REQUIRED.flatMap(({ keys }) => keys));
    expect(rows.filter(({ key }) => !required.has(key))).toEqual([]);
  });

  it('names tests that are there', () => {
    const mistakes = citations.flatMap(({ row, citation }) => {
      const mistake = mistakeIn(citation);
      return mistake === null ? [] : [`line ${row.line}, ${row.key}: ${mistake}`];
    });
    expect(mistakes).toEqual([]);
  });

  it('says of few rows that nothing tests them, and why', () => {
    expect(say(NO_TEST).length).toBeLessThanOrEqual(MOST_UNTESTED);
    expect(say(NO_BEHAVIOUR).length).toBeLessThanOrEqual(MOST_WITHOUT_BEHAVIOUR);
  });

  it('notices a test that is called otherwise', () => {
    const citation = citations[0]?.citation ?? '';
    expect(mistakeIn(citation)).toBeNull();
    expect(mistakeIn(citation.replace(/ › ./, ' › #'))).toContain('has no test');
    expect(mistakeIn(citation.replace('.test.ts', '-2.test.ts'))).toContain('is not there');
  });
});
