/** What people read: within Slack's limits, and with nothing in it that a name could do to its readers. */
import { afterEach, describe, expect, test } from 'vitest';
import { describeHappening, type Notification } from '../../src/notify/notification.ts';
import { runLink } from '../../src/notify/run-link.ts';
import { slackBody } from '../../src/notify/slack-body.ts';
import { closeBenches } from '../support/bench.ts';
import { group, openConsole } from '../support/console.ts';
import { CONSOLE, documents } from '../support/manifests.ts';
import { command, openTelling, RECORD, startReceiver } from './receiver.ts';

afterEach(closeBenches);

interface Message {
  readonly text: string;
  readonly blocks: readonly {
    readonly type: string;
    readonly text?: Text;
    readonly elements?: readonly Text[];
  }[];
}

interface Text {
  readonly type: string;
  readonly text: string;
  readonly verbatim: boolean;
}

function textsIn({ text, blocks }: Message): readonly string[] {
  return [
    text,
    ...blocks
      .flatMap(({ text: one, elements = [] }) => [...(one ? [one] : []), ...elements])
      .map((one) => one.text),
  ];
}

const APPLY = ['apply', '--yes', ...RECORD];

test('an apply, as people see it', async () => {
  const bench = await openTelling('{ webhook: "${env:HOOK}", format: slack }');
  const receiver = await startReceiver();
  const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' };
  expect(await command(bench, APPLY, receiver, { env })).toMatchObject({
    code: 0,
    stderr: expect.not.stringContaining('warning'),
  });
  const message = JSON.parse(String(receiver.server.received[0]?.body)) as Message;
  expect(message.text.replace(/in [\d.]+ s/, 'in 0 s').replace(/ \d+\.\d+\.\d+ /, ' 0.0.0 ')).toBe(
    [
      '*production* `Acme / Sandbox`: changed',
      'Applied: 3 of 3 calls done in 0 s',
      '',
      '`+ production/ServerGroup/payments`',
      '`+ production/Application/ord-api@mule-2`',
      '`+ production/Application/pay-api@payments`',
      '',
      'muleteer apply 0.0.0 · <https://github.com/a/b/actions/runs/7|the run>',
    ].join('\n'),
  );
  expect(message.blocks.map(({ type }) => type)).toEqual(['section', 'section', 'context']);
});

const HOSTILE = '<!channel> @here `*x*` & <https://evil.example|click> \u202e https://evil.example';

test('a hostile name stays a name', async () => {
  const name = '<!channel> @here `x` & <b>';
  const bench = await openConsole([]);
  const receiver = await startReceiver();
  const notify = 'notify: [{ webhook: "${env:HOOK}", format: slack }]';
  const target = CONSOLE.replace(/ \}\n$/, `, ${notify} }\n`);
  await bench.write({ 'mmc.yaml': documents(target, group(name, 'VIEW_ALERTS')) });
  const result = await command(bench, APPLY, receiver);
  expect(`${result.code} ${result.stderr}`).toMatch(/^0 /);
  const message = JSON.parse(String(receiver.server.received[0]?.body)) as Message;
  expect(message.text).toContain("`+ mmc/UserGroup/&lt;!channel&gt; @here 'x' &amp; &lt;b&gt;`");
});

describe('whatever it is about', () => {
  const happening = {
    event: 'failure',
    command: 'apply',
    target: { name: 'production', kind: 'Environment' },
    message: 'Stopped part-way: 1 of 3 calls done in 2 s',
    error: { code: 'api', message: HOSTILE, hint: HOSTILE },
    exitCode: 4,
    source: { commit: '7f3a9c1d2e', dirty: false },
    plan: null,
    report: null,
    leftAlone: [],
  } as const;
  const about = { id: '1', time: 0, run: 'https://ci.example.com/a|b' };
  const plain = describeHappening(happening, about);

  const bodyOf = (more: Partial<Notification>): Message =>
    slackBody({ ...plain, ...more }, '0.1.0') as unknown as Message;

  test('foreign text stands in code marks, escaped', () => {
    const message = bodyOf({
      title: HOSTILE,
      disturbs: HOSTILE,
      failures: [{ call: 'c1', address: HOSTILE, error: `${HOSTILE}\nline` }],
    });
    for (const text of textsIn(message)) {
      const outside = text.replaceAll(/`[^`\n]*`/g, '');
      expect(outside).not.toMatch(/evil|@|channel|`|\u202e/);
      expect(text.replace('<https://ci.example.com/a%7Cb|the run>', '')).not.toMatch(
        /[<>]|&(?!amp;|lt;|gt;)/,
      );
    }
    const texts = message.blocks.flatMap(({ text, elements = [] }) => [...(text ? [text] : []), ...elements]);
    expect(texts.every(({ verbatim, type }) => verbatim && type === 'mrkdwn')).toBe(true);
  });

  test('it fits', () => {
    const long = '&'.repeat(5_000);
    const address = `production/Application/${long}`;
    const change = { address, mark: '+', actions: [], status: 'planned', cause: 'intent' } as const;
    const message = bodyOf({
      title: long,
      disturbs: long,
      error: { code: 'api', message: long, hint: long },
      changes: Array.from({ length: 400 }, () => change),
      failures: Array.from({ length: 400 }, () => ({ call: 'c1', address, error: long })),
    });
    expect(message.blocks.length).toBeLessThanOrEqual(50);
    for (const text of textsIn(message).slice(1)) {
      expect(text.length).toBeLessThanOrEqual(3_000);
      expect(text.match(/`/g)?.length ?? 0).toSatisfy((marks: number) => marks % 2 === 0);
    }
    expect(message.text).toMatch(/… and \d+ more changes\n/);
    expect(message.text).toMatch(/… and \d+ more failures\n/);
    expect(message.text.length).toBeLessThan(12_000);
  });
});

describe('the page of the run', () => {
  test.each<readonly [string, Record<string, string>, string | null]>([
    [
      'GitHub',
      { GITHUB_SERVER_URL: 'https://g.example', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' },
      'https://g.example/a/b/actions/runs/7',
    ],
    ['GitLab', { CI_JOB_URL: 'https://l.example/jobs/7' }, 'https://l.example/jobs/7'],
    ['Jenkins', { BUILD_URL: 'http://j.example/job/7/' }, 'http://j.example/job/7/'],
    [
      'Azure',
      { SYSTEM_COLLECTIONURI: 'https://z.example/org/', SYSTEM_TEAMPROJECT: 'My Team', BUILD_BUILDID: '7' },
      'https://z.example/org/My%20Team/_build/results?buildId=7',
    ],
    ['nobody', {}, null],
    ['half of GitHub', { GITHUB_SERVER_URL: 'https://g.example' }, null],
    ['what is no page', { BUILD_URL: 'javascript:alert(1)' }, null],
    ['what holds a password', { BUILD_URL: 'https://me:pass@j.example/' }, null],
    ['what is too long', { BUILD_URL: `https://j.example/${'x'.repeat(2_000)}` }, null],
  ])('%s', (_, env, page) => {
    expect(runLink(env)).toBe(page);
  });
});
