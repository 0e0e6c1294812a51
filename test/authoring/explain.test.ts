import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPlace, keysOf, mapOf, nameOfPlace, type SchemaPlace } from '../../src/manifests/schema-node.ts';
import { SCHEMAS } from '../../src/manifests/schemas.ts';
import { type Bench, closeBenches, openBench } from '../support/bench.ts';
import { expectFailure } from '../support/failure.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(closeBenches);

function* placesBelow(place: SchemaPlace): Generator<SchemaPlace> {
  yield place;
  for (const key of keysOf(place.root, mapOf(place.root, place.node)).keys()) {
    yield* placesBelow(findPlace(`${nameOfPlace(place)}.${key}`));
  }
}

describe('explain', () => {
  test('says what a key is for', async () => {
    const { code, stdout } = await bench.cli(['explain', 'Application.spec.rollout']);
    expect(code).toBe(0);
    expect(stdout).toBe(`Application.spec.rollout

  How a change of it is carried out. Never compared.

  expected  a map of onFailure, replace and healthTimeout
  required  no

Keys
  onFailure      stop or rollback
      rollback: an update after which it does not become healthy is undone,
      artifact and properties. stop: it stays as it is. Default: stop.
  replace        deleteFirst or createFirst
      createFirst: when its place changes, it is deployed and healthy there
      before it is deleted here, where no server would get it twice. Default:
      deleteFirst.
  healthTimeout  a duration with s, m or h, such as 10m
      How long each of its calls may take to show its effect. Default: what
      --timeout says.
`);
  });

  test.each([
    ['Application.spec.artifact', /required {2}yes, unless metadata\.lifecycle\.manage is observe\n/],
    ['Application.spec.target', /required {2}one of target and targets\n/],
    ['Application.spec.target.cluster', /required {2}one of cluster, serverGroup and server\n/],
    ['Environment.spec.tls.clientKey', /required {2}with clientCert\n/],
    ['Policy.spec.match.labels.team', /What the label may say/],
    [
      'Server',
      /Example\n {2}apiVersion: muleteer\/v1\n {2}kind: Server\n {2}metadata:\n {4}name: mule-a1\n$/,
    ],
    ['Application.spec.targets', /Keys of each item\n {2}cluster /],
    ['Application.spec.targets[0].cluster', /A Cluster of the same Environment/],
    ['application.metadata.name', /required {2}yes\n/],
    ['Application.spec.desiredStatus', /values {4}STARTED, STOPPED\n/],
    ['Application.metadata.console', /allowed {3}no: an Application belongs to an Environment/],
    ['Application.spec.properties.http.port', undefined],
    ['Environment.spec.guards.maxUpdates', /default {3}50%\n/],
    ['Environment.spec.controlPlane', /examples {2}us, eu, gov\n/],
    ['UserGroup.spec.permissions', /a permission\n +APPLICATION_MANAGE, /],
    ['Console.spec.notify', /limits {4}at least 1 in the list, at most 20 in the list\n/],
  ])('%s', async (place, shown) => {
    const { code, stdout } = await bench.cli(['explain', place]);
    expect(code).toBe(shown === undefined ? 1 : 0);
    if (shown !== undefined) expect(stdout).toMatch(shown);
  });

  test('without a kind: which there are', async () => {
    const { stdout } = await bench.cli(['explain']);
    for (const kind of Object.keys(SCHEMAS)) expect(stdout).toContain(`  ${kind} `);
  });

  test.each([
    ['Aplication', /no kind is called Aplication/, /did you mean Application\?/],
    ['Sandwich', /no kind is called Sandwich/, /there is Environment, /],
    ['Application.spec.artefact', /Application\.spec has no key artefact/, /did you mean artifact\?/],
    ['Application.artifact', /Application has no key artifact/, /there is Application\.spec\.artifact/],
    ['Application.spec.colour', /Application\.spec has no key colour/, /known here: target, targets, /],
    ['Server.metadata.name.x', /Server\.metadata\.name has no key x/, /it has none/],
  ])('%s gets a suggestion', async (place, error, hint) => {
    await expectFailure(await bench.cli(['explain', place]), { error, hint });
  });

  test('fits every terminal, for every key of every kind', async () => {
    const places = Object.keys(SCHEMAS).flatMap((kind) => [...placesBelow(findPlace(kind))]);
    expect(places.length).toBeGreaterThan(200);
    for (const place of places.map(nameOfPlace)) {
      for (const columns of [80, 200]) {
        const { code, stdout } = await bench.cli(['explain', place], { columns, terminal: true });
        expect(code, place).toBe(0);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the signs that make text bold
        const lines = stdout.replace(/\u001b\[\d+m/g, '').split('\n');
        const tooLong = lines.filter(
          (line) => line.length > 100 || (line.length > columns && line.includes('  ')),
        );
        expect(tooLong, place).toEqual([]);
      }
    }
  });
});
