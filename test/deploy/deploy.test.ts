/** examples/deploy: what it says agrees with the program, with the image, and with itself. */
import { describe, expect, test } from 'vitest';
import { REQUEST_LIMITS } from '../../src/http/limits.ts';
import { parseListenAddress } from '../../src/serve/listen-address.ts';
import { serveInTest } from '../serve/server.ts';
import { isKnownVariable, optionsOf } from './command-lines.ts';
import { argumentOf, imageOf } from './dockerfile.ts';
import {
  type Container,
  environmentOf,
  filesIn,
  readExample,
  resource,
  settingsOf,
  unitOf,
  yamlOf,
} from './examples.ts';

/** A service ends inside ten seconds, or with the write that is on its way. */
const ENDS_WITHIN_S = REQUEST_LIMITS.write / 1_000 + 10;

const PODS = {
  Deployment: resource('Deployment').spec.template,
  CronJob: resource('CronJob').spec.jobTemplate.spec.template,
};
const UNITS = ['systemd/muleteer.service', 'systemd/muleteer-once.service'] as const;
const SECRET = resource('Secret').stringData ?? {};

function environment({ env = [] }: Container): Record<string, string> {
  return { ...SECRET, ...Object.fromEntries(env.map(({ name, value }) => [name, value])) };
}

function commandIn(unit: (typeof UNITS)[number]): readonly string[] {
  const [command = ''] = settingsOf(unitOf(unit), 'Service.ExecStart');
  const [program, ...args] = command.split(/\s+/);
  expect(program).toBe('/usr/local/bin/muleteer');
  return args;
}

describe.each(Object.entries(PODS))('the %s', (kind, { spec, metadata }) => {
  const [container] = spec.containers;

  test('has a command line that the program takes, with the variables of its Secret', async () => {
    const options = await optionsOf(container.args, environment(container));
    expect(options).toMatchObject({ recordRemote: 'origin', branch: 'main' });
    expect('once' in options).toBe(kind === 'CronJob');
    expect(container.envFrom).toEqual([{ secretRef: { name: resource('Secret').metadata.name } }]);
    expect(Object.keys(environment(container)).filter((name) => !isKnownVariable(name))).toEqual([]);
  });

  test('has no more rights than it needs', () => {
    expect(spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
  });

  test('runs as the user of the image, and can write where that writes', () => {
    const image = imageOf();
    expect(`${spec.securityContext.runAsUser}`).toBe(image.user);
    expect(container.image).toMatch(new RegExp(`:${argumentOf('VERSION')}$`));
    const mounted = container.volumeMounts.map(({ mountPath }) => mountPath);
    expect(mounted).toEqual([image.env.MULETEER_CACHE_DIR, '/tmp']);
    expect(container.volumeMounts.map(({ name }) => name)).toEqual(spec.volumes.map(({ name }) => name));
  });

  test('has the time to end', () => {
    expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(ENDS_WITHIN_S);
    expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'muleteer' });
  });
});

describe('the service in Kubernetes', () => {
  const { replicas, strategy, selector } = resource('Deployment').spec;
  const { metadata, spec } = PODS.Deployment;
  const [container] = spec.containers;

  test('is one, and is found by its Service', () => {
    expect({ replicas, strategy }).toEqual({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(selector.matchLabels).toEqual(metadata.labels);
    expect(resource('Service').spec.selector).toEqual(metadata.labels);
    expect(PODS.CronJob.metadata.labels).not.toEqual(metadata.labels);
  });

  test('has one port, and shows its status there with a token', () => {
    const listen = parseListenAddress(environment(container).MULETEER_LISTEN ?? '');
    expect(listen).toEqual({ host: '0.0.0.0', port: imageOf().port });
    expect(container.ports).toEqual([{ name: 'status', containerPort: listen?.port }]);
    expect(resource('Service').spec.ports).toEqual([
      { name: 'status', port: listen?.port, targetPort: 'status' },
    ]);
    expect(metadata.annotations?.['prometheus.io/port']).toBe(`${listen?.port}`);
    expect(SECRET.MULETEER_STATUS_TOKEN?.length).toBeGreaterThanOrEqual(16);
  });

  test('is probed where it answers without a token, and scraped where it has metrics', async () => {
    const { get } = await serveInTest({ token: SECRET.MULETEER_STATUS_TOKEN ?? '' });
    const { livenessProbe, readinessProbe } = container;
    expect([livenessProbe?.httpGet.port, readinessProbe?.httpGet.port]).toEqual(['status', 'status']);
    expect((await get(livenessProbe?.httpGet.path ?? '')).status).toBe(200);
    // Nothing was looked at yet.
    expect((await get(readinessProbe?.httpGet.path ?? '')).status).toBe(503);
    const authorization = `Bearer ${SECRET.MULETEER_STATUS_TOKEN}`;
    const metrics = await get(metadata.annotations?.['prometheus.io/path'] ?? '', { authorization });
    expect(await metrics.text()).toContain('muleteer_');
  });
});

test('the job in Kubernetes runs once at a time, and not for ever', () => {
  const { concurrencyPolicy, jobTemplate } = resource('CronJob').spec;
  const { backoffLimit, activeDeadlineSeconds } = jobTemplate.spec;
  expect(concurrencyPolicy).toBe('Forbid');
  expect(PODS.CronJob.spec.restartPolicy).toBe('Never');
  expect(backoffLimit).toBeLessThanOrEqual(1);
  expect(activeDeadlineSeconds).toBeLessThan(24 * 3_600);
});

test('no example holds a secret', () => {
  for (const value of Object.values(SECRET)) expect(value).toMatch(/replace.me|^1$|^http\./);
});

describe.each(UNITS)('%s', (path) => {
  const unit = unitOf(path);
  const env = environmentOf(unit);

  test('has a command line that the program takes, and variables that it reads', async () => {
    const options = await optionsOf(commandIn(path), env);
    expect('once' in options).toBe(path.includes('once'));
    expect(Object.keys(env).filter((name) => !isKnownVariable(name))).toEqual([]);
  });

  test('uses the credentials that it loads, each of them', () => {
    const loaded = settingsOf(unit, 'Service.LoadCredential').map((line) => line.split(':')[0]);
    const used = Object.values(env).flatMap((value) => /%d\/([\w-]+)/.exec(value)?.[1] ?? []);
    expect(used).toEqual(loaded);
    expect(loaded.length).toBeGreaterThan(2);
  });

  test('writes to one folder, has no rights, and the time to end', () => {
    const settings = Object.fromEntries(unit);
    expect(settings).toMatchObject({
      'Service.DynamicUser': 'yes',
      'Service.ProtectSystem': 'strict',
      'Service.ProtectHome': 'yes',
      'Service.PrivateTmp': 'yes',
      'Service.NoNewPrivileges': 'yes',
      'Service.CapabilityBoundingSet': '',
      'Service.KillMode': 'mixed',
    });
    expect(env.MULETEER_CACHE_DIR).toBe(`%C/${settings['Service.CacheDirectory']}`);
    expect(Number(settings['Service.TimeoutStopSec'])).toBeGreaterThanOrEqual(ENDS_WITHIN_S);
  });
});

test('the unit of the service starts again after a failure, and takes no stop for one', () => {
  const settings = Object.fromEntries(unitOf('systemd/muleteer.service'));
  expect(settings).toMatchObject({
    'Service.Restart': 'on-failure',
    'Service.SuccessExitStatus': '130',
    'Service.ExecReload': '/bin/kill -HUP $MAINPID',
  });
});

test('each timer has its unit', () => {
  const units = filesIn('systemd');
  const timers = units.filter((name) => name.endsWith('.timer'));
  expect(timers).toEqual(['systemd/muleteer-once.timer']);
  for (const timer of timers) {
    expect(units).toContain(timer.replace('.timer', '.service'));
    expect(settingsOf(unitOf(timer), 'Timer.OnCalendar')).toHaveLength(1);
  }
});

test.each(filesIn('ci'))('%s runs what there is, with variables that are read', async (path) => {
  expect(yamlOf(path)).toBeTypeOf('object');
  const lines = [...readExample(path).matchAll(/^\s*- (?:run: )?npx muleteer (.+)$/gm)];
  expect(lines.length).toBeGreaterThan(0);
  for (const [, line = ''] of lines)
    expect(await optionsOf(line.split(' '))).toMatchObject({ once: true, recordRemote: 'origin' });
  const named = [...readExample(path).matchAll(/^ +([A-Z_]+): /gm)].map(([, name = '']) => name);
  expect(named.filter((name) => !isKnownVariable(name))).toEqual([]);
});
