/** The ready Azure pipeline: parsed, guarded, and its scripts run in the order of its stages. */
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { byHand } from '../commands/by-hand.ts';
import { closeBenches } from '../support/bench.ts';
import { CREDENTIALS, commandsIn, type Ended, openCiEstate, readExample } from './ci-estate.ts';

afterEach(closeBenches);

const TEXT = readExample('azure/azure-pipelines.yml');
const LIMIT_MS = 120_000;

interface Step {
  readonly script?: string;
  readonly task?: string;
  readonly publish?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
}

interface Job {
  readonly steps?: readonly Step[];
  readonly environment?: string;
  readonly strategy?: { readonly runOnce: { readonly deploy: { readonly steps: readonly Step[] } } };
}

interface Pipeline {
  readonly lockBehavior: string;
  readonly variables: readonly { readonly name?: string; readonly value?: string }[];
  readonly stages: readonly { readonly stage: string; readonly jobs: readonly [Job] }[];
}

const PIPELINE = parse(TEXT) as Pipeline;

function jobOf(stage: string): Job {
  const found = PIPELINE.stages.find((one) => one.stage === stage);
  if (found === undefined) throw new Error(`there is no stage ${stage}`);
  return found.jobs[0];
}

function stepsOf(stage: string): readonly Step[] {
  const { steps, strategy } = jobOf(stage);
  return steps ?? strategy?.runOnce.deploy.steps ?? [];
}

/** `$(anypointClientId)` of the variable group, under the name that the step gives it. */
function variablesFor({ env = {} }: Step): Record<string, string> {
  const named = PIPELINE.variables.flatMap(({ name, value }) =>
    name === undefined || value === undefined ? [] : [[name, value] as const],
  );
  const secret = Object.entries(env).map(([name, value]) => {
    expect(value, `${name} comes from the variable group`).toMatch(/^\$\(\w+\)$/);
    return [name, CREDENTIALS[name] ?? ''] as const;
  });
  return Object.fromEntries([...named, ...secret]);
}

describe('the Azure pipeline', () => {
  test('lets one apply at a time, in an environment with checks, and shows its tests', () => {
    expect(PIPELINE.lockBehavior).toBe('sequential');
    expect(jobOf('apply').environment).toBe('production');
    for (const stage of ['plan', 'drift']) {
      const tests = stepsOf(stage).find(({ task }) => task === 'PublishTestResults@2');
      expect(tests?.inputs, stage).toMatchObject({
        testResultsFormat: 'JUnit',
        testResultsFiles: 'out/junit.xml',
      });
    }
  });

  test(
    'plans, applies just that, and finds drift',
    async () => {
      const estate = await openCiEstate('azure');
      const ran: string[] = [];
      const run = async (stage: string, folder: string): Promise<Ended> => {
        let ended: Ended = { code: 0, output: '' };
        for (const step of stepsOf(stage)) {
          const { script } = step;
          if (script === undefined || ended.code !== 0) continue;
          ran.push(script);
          const env = { ...variablesFor(step), PIPELINE_WORKSPACE: join(folder, '..') };
          ended = await estate.run([script], folder, env);
        }
        return ended;
      };

      const planning = estate.checkout();
      const planned = await run('plan', planning);
      expect(planned.code, planned.output).toBe(0);
      expect(planned.output).toContain(`##vso[task.uploadsummary]${planning}/out/plan.md`);
      for (const file of ['out/plan.md', 'out/junit.xml'])
        expect(existsSync(join(planning, file)), file).toBe(true);

      // The artifact of one stage is downloaded by the next.
      const { publish = '' } = stepsOf('plan').find((step) => step.publish !== undefined) ?? {};
      const applying = estate.checkout();
      mkdirSync(join(applying, '../plan'), { recursive: true });
      copyFileSync(join(planning, publish), join(applying, '../plan/plan.json'));
      const applied = await run('apply', applying);
      expect(applied.code, applied.output).toBe(0);
      expect(applied.output).toContain('Applied: 1 of 1 call done');

      expect(await run('drift', estate.checkout())).toMatchObject({ code: 0 });
      await (await byHand(estate.bench)).remove('/serverGroups', 'payments');
      const drifted = await run('drift', estate.checkout());
      expect(drifted).toMatchObject({ code: 2, output: expect.stringContaining('deleted outside git') });
      expect(ran).toEqual(expect.arrayContaining([...commandsIn(TEXT)]));
    },
    LIMIT_MS,
  );
});
