/** Plans in which everything that others name is as hostile as can be, at random. */
import fc from 'fast-check';
import { liveDiagnostic } from '../../src/model/diagnostic.ts';
import type { Plan } from '../../src/model/plan.ts';
import { HOSTILE } from './golden-plans.ts';
import { call, change, effect, guard, plan } from './plans.ts';

/** Any code unit: control characters, halves of pairs and what XML has no word for included. */
const junk = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
});
const part = fc.oneof(
  junk,
  fc.constantFrom(
    ...HOSTILE,
    '%0A::error::',
    '\r::stop-commands::',
    ']]>',
    '[[ATTACHMENT|/x]]',
    'a,line=1',
    '\ufffe\uffff',
    '\ud800',
  ),
);
const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));

function hostilePlan(names: readonly string[]): Plan {
  const keys = names.map((one) => `Application/${one}@Server:${one}`);
  const changes = keys.map((key, index) =>
    change(key, {
      address: `production/Application/${names[index]}@${index}`,
      status: index % 4 === 3 ? 'blocked' : 'planned',
      waiting: index % 2 === 0 ? [] : [{ reason: 'hold', message: `${names[index]}`, hint: `${names[0]}` }],
      fields: [{ path: `spec.${names[index]}`, before: names[index], after: names[0], cause: 'drift' }],
      origin: { file: `apps/${names[index]}.yaml`, line: index + 1, column: 1 },
      calls: [`c${index}`],
    }),
  );
  return plan(changes, {
    calls: keys.map((key, index) => call(`c${index}`, key, { effects: [effect('app-restart', key)] })),
    guards: [guard('maxUpdates', 0, names.length)],
    policies: names.map((message) => ({
      policy: 'hostile',
      verdict: 'deny' as const,
      message,
      target: null,
      address: null,
      origin: null,
      definedAt: { file: 'policies/p.yaml', line: 1, column: 1 },
    })),
    diagnostics: names.map((one) =>
      liveDiagnostic('error', 'x', one, { address: `production/Server/${one}` }),
    ),
  });
}

/** The seed stands in the test's output, so that a failure can be had again. */
export function hostilePlans(title: string, count: number): readonly Plan[] {
  const seed = Math.floor(Math.random() * 2 ** 31);
  process.stdout.write(`${title}, seed ${seed}\n`);
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 6 });
  return fc.sample(names.map(hostilePlan), { seed, numRuns: count });
}
