/** SARIF against the schema of the standard, and what GitHub asks for beyond it. */
import standard from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { liveDiagnostic } from '../../src/model/diagnostic.ts';
import type { Plan } from '../../src/model/plan.ts';
import { findingsOf } from '../../src/render/findings.ts';
import { renderSarif } from '../../src/render/sarif.ts';
import { GOLDEN_PLANS, manyChanges } from './golden-plans.ts';
import { hostilePlans } from './hostile-plans.ts';
import { change, plan } from './plans.ts';

const OPTIONS = { version: '0.1.0', all: false, fileOf: (file: string) => `team/${file}` };

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
      readonly region?: object;
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
  readonly automationDetails: { readonly id: string };
  readonly results: readonly Result[];
}

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
}

// It is written for draft 4, of which it uses nothing that draft 7 reads in another way.
const { $schema: _, id: __, ...schema } = standard;
const isUri = (text: string): boolean =>
  /^[\w!#$&'()*+,./:;=?@[\]~%-]*$/.test(text) && !/%(?![\dA-F]{2})/.test(text);
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
ajv.addFormat('uri', (text) => URL.canParse(text));
ajv.addFormat('uri-reference', isUri);
ajv.addFormat('date-time', () => false);
const validate = ajv.compile(schema);

function runOf(of: Plan): Run {
  const log = JSON.parse(renderSarif(of, OPTIONS));
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log.runs[0];
}

const prints = (of: Plan): readonly string[] =>
  runOf(of).results.map(({ partialFingerprints }) => Object.values(partialFingerprints).join());

describe('sarif', () => {
  it.each(Object.entries(GOLDEN_PLANS))('of %s fits the schema, and has every finding', (_name, of) => {
    const { results, tool } = runOf(of);
    expect(results.map(({ ruleId }) => ruleId)).toEqual(findingsOf(of).map(({ rule }) => rule));
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    // A rule without words of its own would be described by its id.
    expect(tool.driver.rules.filter(({ id, shortDescription }) => id === shortDescription.text)).toEqual([]);
  });

  it('fits it whatever the names are; every result has a file, and an identity of its own', () => {
    for (const of of hostilePlans('sarif', 200)) {
      const { results } = runOf(of);
      expect(new Set(prints(of)).size).toBe(results.length);
      for (const { locations, message } of results) {
        expect(locations[0]?.physicalLocation.artifactLocation.uri).toMatch(/^team\//);
        expect(message.text).not.toContain('](');
      }
    }
  });

  it('tells names apart that differ in half a sign', () => {
    const names = ['\ud800', '\ud801'].map((half) => change(`Application/a${half}@Server:s`));
    expect(new Set(prints(plan(names))).size).toBe(2);
  });

  it('writes files as URIs from the root of the repository', () => {
    const uris = runOf(GOLDEN_PLANS['hostile-names'] as Plan).results.map(
      ({ locations }) => locations[0]?.physicalLocation.artifactLocation,
    );
    expect(uris).toContainEqual({ uri: 'team/apps/a%3Ab%2Cc%25d.yaml', uriBaseId: '%SRCROOT%' });
  });

  it('puts what has no line into the file of its target, without a line', () => {
    const { results } = runOf(GOLDEN_PLANS['hostile-names'] as Plan);
    const found = results.find(({ ruleId }) => ruleId === 'diagnostic/unknown_member');
    expect(found?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'team/estate.yaml', uriBaseId: '%SRCROOT%' },
    });
  });

  it('puts what is about no target into the file of the first', () => {
    const { results } = runOf(
      plan([], { diagnostics: [liveDiagnostic('warning', 'no_record', 'nothing yet')] }),
    );
    expect(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('team/estate.yaml');
  });

  it('knows a result again where lines moved, numbers changed and others came', () => {
    const before = GOLDEN_PLANS.refused as Plan;
    const after: Plan = {
      ...before,
      changes: [
        ...before.changes.map((one) => ({ ...one, origin: { file: 'servers.yaml', line: 99, column: 3 } })),
        change('ServerGroup/new'),
      ],
      guards: before.guards.map((one) => ({ ...one, actual: 9 })),
    };
    const [old, now] = [prints(before), prints(after)];
    expect(now.filter((print) => !old.includes(print))).toHaveLength(1);
    expect(old.filter((print) => !now.includes(print))).toEqual([]);
  });

  it('keeps plan and drift apart', () => {
    expect(runOf(plan([])).automationDetails.id).toBe('muleteer/plan/');
    expect(runOf(plan([], { about: 'drift' })).automationDetails.id).toBe('muleteer/drift/');
  });

  it('is the same, byte for byte, and knows no time', () => {
    const [one, other] = [manyChanges(50), manyChanges(50)].map((of) => renderSarif(of, OPTIONS));
    expect(one).toBe(other);
  });
});
