/** Steps, one after the other: scripts, the actions of others, and ours, whose steps run in the same way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Contexts, interpolate, isTrue } from './expressions.ts';
import { runScript } from './run-script.ts';
import type { Running, StepsResult, WorkflowStep } from './running.ts';
import { useOther } from './stand-ins.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Until one fails. */
export async function runSteps(
  steps: readonly WorkflowStep[],
  running: Running,
  contexts: Contexts,
): Promise<StepsResult> {
  const done: Record<string, { readonly outputs: Readonly<Record<string, string>> }> = {};
  let last: Readonly<Record<string, string>> = {};
  let ok = true;
  for (const step of steps) {
    const scope = { ...contexts, steps: done };
    if (!ok || (step.if !== undefined && !isTrue(step.if, scope))) continue;
    const result = await runStep(step, running, scope);
    ok = result.ok;
    if (step.uses?.includes('muleteer') === true) last = result.outputs;
    if (step.id !== undefined) done[step.id] = { outputs: result.outputs };
  }
  return { ok, outputs: Object.keys(last).length > 0 ? last : flatten(done) };
}

function flatten(
  done: Readonly<Record<string, { readonly outputs: object }>>,
): Readonly<Record<string, string>> {
  return Object.assign({}, ...Object.values(done).map(({ outputs }) => outputs));
}

function runStep(
  step: WorkflowStep,
  running: Running,
  contexts: Contexts,
): Promise<StepsResult> | StepsResult {
  const env = { ...running.env, ...fill(step.env ?? {}, contexts) };
  if (step.run !== undefined) return runScript(interpolate(step.run, contexts), running, env);
  const { uses = '' } = step;
  const inputs = fill(step.with ?? {}, contexts);
  if (/^\.\/$|\/muleteer@/.test(uses)) return runComposite(inputs, { running, env });
  return useOther(uses.split('@')[0] ?? '', inputs, running);
}

export function fill(values: Readonly<Record<string, unknown>>, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, interpolate(String(value), contexts)]),
  );
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string; readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly (WorkflowStep & { readonly shell?: string })[];
  };
}

export function readAction(): Action {
  return parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;
}

async function runComposite(
  given: Readonly<Record<string, string>>,
  { running, env }: { readonly running: Running; readonly env: Readonly<Record<string, string>> },
): Promise<StepsResult> {
  const action = readAction();
  const unknown = Object.keys(given).filter((name) => !(name in action.inputs));
  if (unknown.length > 0) throw new Error(`the action has no input ${unknown.join(', ')}`);
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: value = '' }]) => [
      name,
      given[name] ?? interpolate(value, running.contexts),
    ]),
  );
  for (const { run, shell } of action.runs.steps) {
    if (run !== undefined && shell !== 'bash')
      throw new Error('a run step of a composite action needs a shell');
    if (run?.includes('${{') === true) throw new Error(`an expression in a script: ${run}`);
  }
  const inside = { ...running, env: { ...env, GITHUB_ACTION_PATH: ROOT } };
  const contexts = { ...running.contexts, inputs };
  const { ok, outputs: all } = await runSteps(action.runs.steps, inside, contexts);
  running.output = inside.output;
  running.summary = inside.summary;
  const scope = { ...contexts, steps: { run: { outputs: all } } };
  const outputs = Object.fromEntries(
    Object.entries(action.outputs).map(([name, { value }]) => [name, interpolate(value, scope)]),
  );
  return { ok, outputs };
}
