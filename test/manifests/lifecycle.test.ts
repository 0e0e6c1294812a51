import { describe, expect, test } from 'vitest';
import { servers } from '../support/manifests.ts';
import { loadAll } from './declarations.ts';
import { temporaryRepository } from './temporary-folder.ts';

const TARGETS = `apiVersion: muleteer/v1
kind: Environment
metadata: { name: production }
spec: { organization: Acme, environment: Production }
---
apiVersion: muleteer/v1
kind: Console
metadata: { name: mmc }
spec: { url: "http://localhost:8080/mmc" }
---
${servers('mule-1', 'mule-2')}`;

const document = (kind: string, name: string, lifecycle: object, spec?: object) =>
  `---\napiVersion: muleteer/v1\nkind: ${kind}\nmetadata: ${JSON.stringify({ name, lifecycle })}\n${
    spec === undefined ? '' : `spec: ${JSON.stringify(spec)}\n`
  }`;

async function desire(more: string) {
  const folder = temporaryRepository({ 'a.jar': 'x', 'all.yaml': `${TARGETS}${more}` });
  const { targets, diagnostics } = await loadAll(folder);
  const resources = targets.flatMap((target) => target.resources);
  return { diagnostics, specs: Object.fromEntries(resources.map(({ key, spec }) => [key, spec])), resources };
}

const OBSERVE = { manage: 'observe' };

test.each([
  { protect: true },
  { protect: false, manage: 'full', ignore: [] },
  { manage: 'observe', protect: true, ignore: ['spec.expect'] },
  { hold: { reason: 'INC-7', owner: 'Ada', until: '2026-08-20' } },
  { hold: { fields: ['spec.expect'], reason: 'INC-7', owner: 'Ada', until: '2026-08-20T18:00:00+02:00' } },
])('the manifest keeps what its lifecycle says: %j', async (lifecycle) => {
  const { resources, diagnostics } = await desire(document('Server', 'mule-3', lifecycle));
  expect(diagnostics).toEqual([]);
  expect(resources.find(({ key }) => key === 'Server/mule-3')?.manifest.metadata.lifecycle).toEqual(
    lifecycle,
  );
});

test('every field that is compared can be ignored and held', async () => {
  const both = (...paths: readonly string[]) => ({
    ignore: paths,
    hold: { fields: paths, reason: 'r', owner: 'o', until: '2026-08-20' },
  });
  const { diagnostics } = await desire(
    document('Server', 'mule-3', both('spec.expect', 'spec.registration')) +
      document('ServerGroup', 'grp', both('spec.servers'), { servers: [] }) +
      document('Cluster', 'cluster', both('spec.multicast', 'spec.servers'), {
        multicast: true,
        servers: ['mule-1'],
      }) +
      document('Application', 'app', both('spec.artifact', 'spec.desiredStatus', 'spec.properties'), {
        target: { server: 'mule-2' },
        artifact: { file: 'a.jar' },
      }) +
      document('UserGroup', 'Ops', both('spec.description', 'spec.permissions'), {}),
  );
  expect(diagnostics).toEqual([]);
});

describe('what is observed', () => {
  test('needs no spec, and can be named by others', async () => {
    const { specs, diagnostics } = await desire(
      document('ServerGroup', 'their-group', OBSERVE) +
        document('Cluster', 'their-cluster', OBSERVE) +
        document('UserGroup', 'Theirs', OBSERVE) +
        document(
          'Application',
          'ours',
          {},
          {
            targets: [{ serverGroup: 'their-group' }, { cluster: 'their-cluster' }],
            artifact: { file: 'a.jar' },
          },
        ),
    );
    expect(diagnostics).toEqual([]);
    expect(specs['ServerGroup/their-group']).toEqual({});
    expect(specs['Cluster/their-cluster']).toEqual({});
    expect(specs['UserGroup/Theirs']).toEqual({});
  });

  test('may say a part', async () => {
    const { specs, diagnostics } = await desire(
      document('Cluster', 'one', OBSERVE, { multicast: false }) +
        document('Cluster', 'two', OBSERVE, { servers: ['mule-1', { name: 'mule-2', ip: '10.0.0.1' }] }),
    );
    expect(diagnostics).toEqual([]);
    expect(specs['Cluster/one']).toEqual({ multicast: false });
    expect(specs['Cluster/two']).toEqual({
      servers: [{ name: 'mule-1' }, { name: 'mule-2', ip: '10.0.0.1' }],
    });
  });

  test('has a place, if it is an application, and no artifact', async () => {
    const { specs, diagnostics } = await desire(
      document('Application', 'one', OBSERVE, { target: { server: 'mule-1' } }) +
        document('Application', 'two', OBSERVE, {
          targets: [{ server: 'mule-1' }, { server: 'mule-2' }],
          desiredStatus: 'STARTED',
        }),
    );
    expect(diagnostics).toEqual([]);
    expect(specs['Application/one@Server:mule-1']).toEqual({ target: { server: 'mule-1' } });
    expect(specs['Application/two@Server:mule-2']).toEqual({
      target: { server: 'mule-2' },
      desiredStatus: 'STARTED',
    });
  });

  test('holds no server unless it names it', async () => {
    const ours = document('ServerGroup', 'ours', {}, { servers: ['mule-1'] });
    expect((await desire(ours + document('Cluster', 'theirs', OBSERVE))).diagnostics).toEqual([]);
    const named = await desire(ours + document('Cluster', 'theirs', OBSERVE, { servers: ['mule-1'] }));
    expect(named.diagnostics.map(({ code }) => code)).toEqual(['in_two_places']);
  });
});
