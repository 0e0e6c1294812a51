/** `windows`: what disturbs waits for its time, and says when that comes. A bench begins on a Saturday, 2024-06-01. */
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, type CliResult, closeBenches, openBench } from '../support/bench.ts';
import { group } from '../support/console.ts';
import { expectFailure } from '../support/failure.ts';
import { CONSOLE, documents, ENVIRONMENT, manifest, servers } from '../support/manifests.ts';
import { withPolicy } from './guarded.ts';
import { applyReviewed, RECORD, review } from './review.ts';

afterEach(closeBenches);

const HOUR = 3_600_000;
/** Monday, 2024-06-03, 20:30 in Berlin. */
const MONDAY_EVENING = (2 * 24 + 18.5) * HOUR;
const EVENINGS = '{ effects: [app-restart], cron: 0 20 * * 1-5, duration: 4h, timezone: Europe/Berlin }';

interface Told {
  readonly resource_changes: readonly {
    readonly address: string;
    readonly status: string;
    readonly waiting: readonly {
      readonly reason: string;
      readonly message: string;
      readonly until: string | null;
    }[];
  }[];
  readonly calls: readonly { readonly method: string }[];
  readonly guards: readonly { readonly rule: string; readonly actual: number }[];
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
  readonly summary: Readonly<Record<string, number>>;
}

async function planOf(bench: Bench, after = 0, ...flags: readonly string[]): Promise<Told> {
  const { stdout, stderr, code } = await bench.cli(['plan', '-o', 'json', ...RECORD, ...flags], { after });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Told;
}

function apply(bench: Bench, after = 0, ...flags: readonly string[]): Promise<CliResult> {
  return bench.cli(['apply', '--yes', ...RECORD, ...flags], { after });
}

interface Apps {
  readonly windows?: string;
  readonly policy?: string;
  readonly jar?: string;
  readonly names?: readonly string[];
  readonly wave?: string;
}

async function writeApps(bench: Bench, apps: Apps): Promise<void> {
  const { windows = EVENINGS, policy, jar = 'v1', names = ['ord-api'], wave = '' } = apps;
  const spec = '{ target: { server: mule-1 }, artifact: { file: ./a.jar } }';
  const target = withPolicy(ENVIRONMENT, `windows: [${windows}]`);
  await bench.write({
    'all.yaml': documents(
      policy === undefined ? target : withPolicy(target, policy),
      servers('mule-1'),
      ...names.map((name, index) => manifest('Application', name, spec, index === 0 ? '' : wave)),
    ),
    'a.jar': jar,
  });
}

/** An application that is there; git has other bytes for it, and a second one. */
async function openRelease(apps: Apps = {}): Promise<Bench> {
  const bench = await openBench();
  await writeApps(bench, apps);
  expect(await apply(bench)).toMatchObject({ code: 0 });
  await bench.settle();
  await bench.clearLog();
  await writeApps(bench, { jar: 'v2', names: ['ord-api', 'pay-api'], ...apps });
  return bench;
}

const APP = 'production/Application/ord-api@mule-1';

describe('outside of its window', () => {
  test('an update that interrupts waits, and a creation goes', async () => {
    const bench = await openRelease();
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual(['POST /hybrid/api/v1/applications']);
    await bench.settle();
    await bench.clearLog();
    expect(await apply(bench, MONDAY_EVENING)).toMatchObject({ code: 0 });
    expect(await bench.writes()).toEqual([expect.stringMatching(/^PATCH .*applications/)]);
    await bench.settle();
    expect(await planOf(bench)).toMatchObject({ resource_changes: [], calls: [] });
  });

  test('the plan says when it opens, for programs', async () => {
    const told = await planOf(await openRelease());
    expect(told.summary).toMatchObject({ create: 1, update: 0, held: 1, calls: 1, app_interruptions: 0 });
    expect(told.resource_changes.find(({ address }) => address === APP)).toMatchObject({
      status: 'held',
      waiting: [{ reason: 'window', until: '2024-06-03T18:00:00Z' }],
    });
  });

  test.each([
    ['text', /held: app-restart waits for a window, the next opens Mon 2024-06-03 20:00 \(Europe\/Berlin\)/],
    ['markdown', /app-restart waits for a window, the next opens Mon 2024-06-03 `20:00` \(Europe/],
    ['html', /app-restart waits for a window, the next opens Mon 2024-06-03 20:00 \(Europe\/Berlin\)/],
  ])('and in %s', async (format, words) => {
    const bench = await openRelease();
    const { stdout } = await bench.cli(['plan', '-o', format, ...RECORD]);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(words);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/the windows of production stand in .{0,8}all\.yaml:\d+/);
  });

  test('a change of a later wave waits along, and says for whom', async () => {
    const bench = await openRelease({ wave: 'wave: 1' });
    const told = await planOf(bench);
    expect(told.calls).toEqual([]);
    expect(told.resource_changes.find(({ address }) => address.includes('pay-api'))).toMatchObject({
      status: 'held',
      waiting: [{ reason: 'window', message: expect.stringContaining(`it goes with ${APP}: app-restart`) }],
    });
  });

  test('--fail-on held and --detailed-exitcode see it', async () => {
    const bench = await openRelease({ names: ['ord-api'] });
    expect(await bench.cli(['plan', '--detailed-exitcode', ...RECORD])).toMatchObject({ code: 2 });
    expect(await apply(bench, 0, '--fail-on', 'held')).toMatchObject({ code: 3 });
  });

  test('of a console, permissions stay', async () => {
    const bench = await openBench();
    const target = withPolicy(
      CONSOLE,
      'windows: [{ effects: [access-loss], cron: 0 2 * * 0, duration: 1h }]',
    );
    await bench.write({ 'mmc.yaml': documents(target, group('one', 'VIEW_ALERTS, SERVER_VIEW')) });
    await apply(bench);
    await bench.write({ 'mmc.yaml': documents(target, group('one', 'VIEW_ALERTS')) });
    expect(await planOf(bench)).toMatchObject({ calls: [], summary: { held: 1 } });
    expect(await planOf(bench, 26.5 * HOUR)).toMatchObject({
      calls: [{ method: 'PUT' }],
      summary: { held: 0 },
    });
  });
});

describe('a server that restarts', () => {
  const NAMES = ['mule-1', 'mule-2', 'mule-3'];
  const SUNDAYS = '{ effects: [server-restart], cron: 0 2 * * 0, duration: 3h }';
  const SUNDAY_NIGHT = 27 * HOUR;

  async function openCluster(windows: string): Promise<Bench> {
    const ip = (index: number): string => `10.0.0.${11 + index}`;
    const members = NAMES.map((name, index) => `{ name: ${name}, ip: ${ip(index)} }`).join(', ');
    const bench = await openBench({
      clusters: [
        {
          name: 'orders',
          multicast: false,
          servers: NAMES.slice(0, 2).map((name, index) => ({ name, ip: ip(index) })),
        },
      ],
      applications: [{ name: 'ord-api', target: { cluster: 'orders' }, contents: 'v1' }],
    });
    const cluster = manifest('Cluster', 'orders', `{ multicast: false, servers: [${members}] }`);
    const policy = `windows: [${windows}]`;
    await bench.write({ 'all.yaml': documents(withPolicy(ENVIRONMENT, policy), servers(...NAMES), cluster) });
    return bench;
  }

  test('interrupts what runs there, in its own window', async () => {
    const bench = await openCluster(`${SUNDAYS}, ${EVENINGS}`);
    expect(await planOf(bench, MONDAY_EVENING)).toMatchObject({ calls: [], summary: { held: 1 } });
    const open = await planOf(bench, SUNDAY_NIGHT);
    expect(open.summary).toMatchObject({ held: 0, server_restarts: 2, app_interruptions: 1 });
  });

  test('needs the window of interruptions where it has none of its own', async () => {
    const bench = await openCluster(EVENINGS);
    expect(await planOf(bench, SUNDAY_NIGHT)).toMatchObject({ summary: { held: 1 } });
    expect(await planOf(bench, MONDAY_EVENING)).toMatchObject({ summary: { held: 0 } });
  });
});

describe('--ignore-windows', () => {
  test('lets it pass, and the plan says what', async () => {
    const bench = await openRelease();
    const told = await planOf(bench, 0, '--ignore-windows');
    expect(told.summary).toMatchObject({ held: 0, calls: 2 });
    expect(told.diagnostics).toMatchObject([
      { code: 'windows_ignored', message: `outside the windows of production: ${APP}` },
    ]);
    const { code, stderr } = await apply(bench, 0, '--ignore-windows');
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('outside the windows'),
    });
    expect(await bench.writes()).toHaveLength(2);
  });

  test('has nothing to say while they are open', async () => {
    const told = await planOf(await openRelease(), MONDAY_EVENING, '--ignore-windows');
    expect(told.diagnostics).toEqual([]);
  });

  test('shows a reviewer what the window will bring', async () => {
    const bench = await openRelease();
    await review(bench, '--ignore-windows');
    const early = await applyReviewed(bench);
    await expectFailure(
      early,
      {
        code: 3,
        error: /not the one that was reviewed/,
        hint: /held by now: production\/Application\/ord-api@mule-1/,
      },
      bench,
    );
    expect(
      await bench.cli(['apply', '--plan', 'reviewed.json', ...RECORD], { after: MONDAY_EVENING }),
    ).toMatchObject({
      code: 0,
    });
    expect(await bench.writes()).toHaveLength(2);
  });
});

describe('guards', () => {
  const POLICY = 'guards: { maxUpdates: 0 }';

  test('count what does not wait', async () => {
    const bench = await openRelease({ policy: POLICY });
    expect((await planOf(bench)).guards).toEqual([]);
    expect(await apply(bench)).toMatchObject({ code: 0 });
    expect(await apply(bench, 0, '--ignore-windows')).toMatchObject({ code: 3 });
    expect(await apply(bench, MONDAY_EVENING)).toMatchObject({ code: 3 });
  });
});

describe('while the question waits', () => {
  test('a window may close, and then nothing is sent', async () => {
    const bench = await openRelease({ names: ['ord-api'] });
    // Six minutes before it closes; whoever is asked needs ten.
    const clock = bench.clock(MONDAY_EVENING + 3.4 * HOUR);
    const answer = async (): Promise<string> => {
      await clock.sleep(HOUR / 6);
      return 'yes';
    };
    const result = await bench.cli(['apply', ...RECORD], { clock, answer });
    await expectFailure(
      result,
      { code: 3, error: /a window has closed/, hint: /nothing was written/ },
      bench,
    );
  });
});

test('a copy that only the window deletes is deleted then', async () => {
  const windows = '{ effects: [app-stop], cron: 0 20 * * 1-5, duration: 4h, timezone: Europe/Berlin }';
  const bench = await openBench();
  const write = (members: string): Promise<void> =>
    bench.write({
      'all.yaml': documents(
        withPolicy(ENVIRONMENT, `prune: owned\n  windows: [${windows}]`),
        servers('mule-1', 'mule-2'),
        manifest('ServerGroup', 'pay', `{ servers: [${members}] }`),
        manifest('Application', 'pay-api', '{ target: { serverGroup: pay }, artifact: { file: ./a.jar } }'),
      ),
      'a.jar': 'v1',
    });
  await write('mule-1, mule-2');
  await apply(bench);
  await bench.settle();
  await bench.clearLog();
  await write('mule-1');
  expect(await apply(bench)).toMatchObject({ code: 0 });
  expect(await bench.writes()).toEqual([expect.stringMatching(/^DELETE .*serverGroups/)]);
  await bench.settle();
  await bench.clearLog();
  expect(await planOf(bench)).toMatchObject({ summary: { held: 1 } });
  expect(await apply(bench, MONDAY_EVENING)).toMatchObject({ code: 0 });
  expect(await bench.writes()).toEqual([expect.stringMatching(/^DELETE .*applications/)]);
});
