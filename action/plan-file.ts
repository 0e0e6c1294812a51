/** The JSON plan, as much of it as a job passes on. */
import { readText } from './read-text.ts';

export interface PlanFile {
  readonly targets: readonly { readonly name: string }[];
  readonly resource_changes: readonly {
    readonly target: string;
    readonly change: { readonly actions: readonly string[] };
  }[];
  readonly summary: Readonly<Record<string, number>>;
  /** Of an apply. */
  readonly outcomes?: readonly Outcome[];
}

export interface Outcome {
  readonly call: string;
  readonly address: string;
  readonly result: 'done' | 'failed' | 'skipped' | 'uncertain';
  readonly error: string | null;
  readonly origin: { readonly file: string; readonly line: number } | null;
}

/** Null where the command ended before it wrote one. */
export function readPlanFile(file: string): PlanFile | null {
  const text = readText(file);
  return text === '' ? null : (JSON.parse(text) as PlanFile);
}

const COUNTS = [
  'create',
  'update',
  'replace',
  'delete',
  'blocked',
  'held',
  'calls',
  'server_restarts',
  'app_interruptions',
  'irreversible',
] as const;

/** As outputs of the step. */
export function countsOf({ summary }: PlanFile): Readonly<Record<string, string>> {
  return Object.fromEntries(COUNTS.map((name) => [name.replaceAll('_', '-'), String(summary[name] ?? 0)]));
}

/** The targets of which something changes or waits. */
export function changedTargets({ resource_changes: changes }: PlanFile): ReadonlySet<string> {
  return new Set(
    changes.filter(({ change }) => !change.actions.includes('no-op')).map(({ target }) => target),
  );
}
