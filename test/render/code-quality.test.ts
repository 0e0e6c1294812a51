/** GitLab's code quality report. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { renderCodeQuality } from '../../src/render/code-quality.ts';
import { findingsOf } from '../../src/render/findings.ts';
import { GOLDEN_PLANS } from './golden-plans.ts';
import { hostilePlans } from './hostile-plans.ts';

const OPTIONS = { version: '0.1.0', all: false, fileOf: (file: string) => `team/${file}` };

/** As GitLab documents it; nothing else is written. */
const validate = new Ajv2020({ allErrors: true }).compile({
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', pattern: '^[a-z]+/' },
      fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        additionalProperties: false,
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^team/' },
          lines: {
            type: 'object',
            additionalProperties: false,
            required: ['begin'],
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  },
});

function issuesOf(of: Plan): readonly { readonly fingerprint: string; readonly severity: string }[] {
  const issues = JSON.parse(renderCodeQuality(of, OPTIONS));
  validate(issues);
  expect(validate.errors ?? []).toEqual([]);
  return issues;
}

describe('codequality', () => {
  it('has every finding that has a line, and no fingerprint twice', () => {
    for (const of of [...Object.values(GOLDEN_PLANS), ...hostilePlans('codequality', 100)]) {
      const issues = issuesOf(of);
      expect(issues).toHaveLength(findingsOf(of).filter(({ origin }) => origin !== null).length);
      expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
    }
  });

  it('blocks on what apply would refuse, and nothing else', () => {
    const severities = issuesOf(GOLDEN_PLANS.refused as Plan).map(({ severity }) => severity);
    expect(severities.filter((severity) => severity === 'blocker')).toHaveLength(3);
    expect(issuesOf(GOLDEN_PLANS.small as Plan).map(({ severity }) => severity)).not.toContain('blocker');
  });
});
