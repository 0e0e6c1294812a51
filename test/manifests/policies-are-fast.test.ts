/** A thousand changes under twenty policies: read, made ready and held against the plan in well below a second. */
import { expect, test } from 'vitest';
import { loadPolicies } from '../../src/manifests/load-policies.ts';
import { NOTHING_STAMPED } from '../../src/model/stamped-values.ts';
import { checkPolicies } from '../../src/policy/check-policies.ts';
import type { PlannedItem } from '../../src/policy/planned-item.ts';
import { manifest } from '../support/manifests.ts';
import { temporaryRepository } from './temporary-folder.ts';

const CHANGES = 1000;
const POLICIES = 20;
/** Of the processor, for the machine may have other things to do. */
const LIMIT_MS = 1000;

const RULE = `{ enforce: deny, message: no, match: { target: "prod*", labels: { team: "t-*" }, file: teams/**/*.yaml },
  when: { properties: { effects: { contains: { properties: { reversible: { const: false } } } } } } }`;

test(`${CHANGES} changes under ${POLICIES} policies`, async () => {
  const folder = temporaryRepository(
    Object.fromEntries(
      Array.from({ length: POLICIES }, (_, index) => [
        `policies/${index}.yaml`,
        manifest('Policy', `p-${index}`, RULE),
      ]),
    ),
  );
  const items = Array.from({ length: CHANGES }, (_, index) => ({
    address: `production/Application/a-${index}@s-1`,
    target: 'production',
    kind: 'Application',
    labels: { team: `t-${index % 7}` },
    change: { actions: ['update'], before: null, after: { metadata: { name: `a-${index}` }, spec: {} } },
    status: 'planned',
    origin: { file: `teams/t-${index % 7}/a-${index}.yaml`, line: 1, column: 1 },
    effects: [{ call: 'c1', class: 'app-restart', subject: 'x', reversible: index % 10 !== 0 }],
    fingerprint: `sha256:${index}`,
  })) as unknown as readonly PlannedItem[];

  const started = process.cpuUsage();
  const { policies, approvals, diagnostics } = await loadPolicies({
    paths: ['.'],
    cwd: folder,
    known: NOTHING_STAMPED,
  });
  const found = checkPolicies(
    { resource_changes: items, fingerprint: '' },
    { policies, approvals, now: 0, cwd: folder },
  );
  const { user, system } = process.cpuUsage(started);

  expect(diagnostics).toEqual([]);
  expect(found).toHaveLength((CHANGES / 10) * POLICIES);
  expect((user + system) / 1000).toBeLessThan(LIMIT_MS);
});
