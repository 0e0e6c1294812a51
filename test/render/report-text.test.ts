/** The end of an apply. */
import { expect, it } from 'vitest';
import type { ApplyReport, Outcome } from '../../src/model/report.ts';
import { createPaint } from '../../src/render/paint.ts';
import { reportToJson } from '../../src/render/plan-json.ts';
import { renderReport } from '../../src/render/report-text.ts';
import { call, change, plan } from './plans.ts';

const KEY = 'Application/pay-api@Server:mule-1';

const done: Outcome = {
  call: 'c1',
  target: 'production',
  key: KEY,
  result: 'done',
  accepted: true,
  error: null,
  hint: null,
  note: null,
};

function report(parts: Partial<ApplyReport>): ApplyReport {
  return { outcomes: [done], unsettled: [], interrupted: false, recordError: null, ...parts };
}

function textOf(
  parts: Partial<ApplyReport>,
  changed = change(KEY, { calls: ['c1'] }),
  listed: 'all' | 'troubled' = 'troubled',
): string {
  const look = { elapsed: 1200, paint: createPaint(false), listed } as const;
  return renderReport(plan([changed], { calls: [call('c1', KEY)] }), report(parts), look);
}

it('says that the record is behind, whatever else was done', () => {
  const recordError = 'the lock on production is no longer ours';
  expect(textOf({})).toBe('\nApplied: 1 of 1 call done in 1.2 s\n');
  expect(textOf({ recordError })).toBe(
    '\nApplied: 1 of 1 call done in 1.2 s; the record does not know all of it\n',
  );
  const json = reportToJson(plan([]), report({ recordError }), { version: '0', all: false });
  expect(json).toMatchObject({ complete: false, record_error: recordError });
  expect(reportToJson(plan([]), report({}), { version: '0', all: false })).toMatchObject({
    complete: true,
    record_error: null,
  });
});

it('names the file that a deleted resource is gone from', () => {
  const failed: Outcome = { ...done, result: 'failed', accepted: false, error: 'refused' };
  const text = textOf({ outcomes: [failed] }, change(KEY, { action: 'delete' }));
  expect(text).toContain('✗ c1 production/Application/pay-api@mule-1   gone from estate.yaml\n    refused');
});

it('names every call, with its line, where nobody has seen them end', () => {
  const outcomes = [
    { ...done, note: 'certificate written to a.pem' },
    { ...done, call: 'c2', result: 'skipped', note: 'it is STOPPED already' } as const,
  ];
  expect(textOf({ outcomes }, change(KEY, { calls: ['c1', 'c2'] }), 'all')).toBe(
    [
      '',
      '✓ c1 production/Application/pay-api@mule-1   estate.yaml:4',
      '    certificate written to a.pem',
      '- c2 production/Application/pay-api@mule-1   estate.yaml:4',
      '    it is STOPPED already',
      '',
      'Applied: 1 of 1 call done in 1.2 s',
      '',
    ].join('\n'),
  );
});

it('gives each outcome the place of its manifest', () => {
  const of = (changed: ReturnType<typeof change>) =>
    reportToJson(plan([changed], { calls: [call('c1', KEY)] }), report({}), { version: '0', all: false });
  const origin = { file: 'estate.yaml', line: 4, column: 1 };
  expect(of(change(KEY, { calls: ['c1'] }))).toMatchObject({ outcomes: [{ call: 'c1', origin }] });
  // Also where the call goes by another key than its change, as a move does.
  expect(of(change('Application/pay-api@Server:mule-2', { calls: ['c1'] }))).toMatchObject({
    outcomes: [{ origin }],
  });
  expect(of(change(KEY, { origin: null }))).toMatchObject({ outcomes: [{ origin: null }] });
});
