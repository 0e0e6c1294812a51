/** The plan for a person: what changes, where it comes from, what it disturbs, what it costs. */
import type { Call, Change, Plan, PlannedTarget, Summary } from '../model/plan.ts';
import { effectLine, shortName } from './effect-lines.ts';
import { fieldLines } from './field-lines.ts';
import type { Paint } from './paint.ts';
import { printable, widthOf, wrap } from './printable.ts';
import { count, duration } from './words.ts';

export interface PlanTextOptions {
  readonly version: string;
  readonly columns: number;
  readonly paint: Paint;
  /** Also what is as declared. */
  readonly all: boolean;
  /** How long reading took, in milliseconds; null leaves it out. */
  readonly elapsed: number | null;
}

const SIGNS: Readonly<Record<Change['action'], string>> = {
  create: '+',
  update: '~',
  replace: '-/+',
  delete: '-',
  keep: '=',
};

const WIDEST = 100;
const LABEL_WIDTH = 12;

export function renderPlanText(plan: Plan, options: PlanTextOptions): string {
  const lines = [header(plan, options)];
  for (const target of plan.targets) lines.push('', ...targetLines(plan, target, options));
  lines.push('', ...totals(plan, options));
  return `${lines.join('\n')}\n`;
}

function header(plan: Plan, { version, elapsed, paint }: PlanTextOptions): string {
  const resources = plan.targets.reduce((sum, target) => sum + target.resources, 0);
  const commit =
    plan.source.commit === null ? [] : [`${plan.source.commit.slice(0, 7)}${plan.source.dirty ? '+' : ''}`];
  const read = elapsed === null ? [] : [`read in ${duration(elapsed)}`];
  const what = `${count(plan.targets.length, 'target')}, ${count(resources, 'resource')}`;
  return paint.dim([`Muleteer ${version}`, ...commit, [what, ...read].join(', ')].join(' · '));
}

function targetLines(plan: Plan, target: PlannedTarget, options: PlanTextOptions): readonly string[] {
  const { paint } = options;
  const changes = plan.changes.filter((change) => change.target === target.name);
  const shown = changes.filter((change) => options.all || isShown(change));
  const record = target.record === null ? 'no record' : `applied ${target.record.slice(0, 7)}`;
  const title = `${paint.bold(printable(target.name))}   ${printable(target.title)}`;
  const lines = [aligned(title, paint.dim(record), options)];
  if (shown.length === 0) lines.push('', '  nothing to do');
  for (const change of shown) lines.push('', ...changeLines(plan, change, options));
  const unread = changes.filter(({ unknown }) => unknown.length > 0).length;
  if (unread > 0) {
    const what = `properties or Exchange versions of ${count(unread, 'application')}`;
    const notice = `${what} cannot be read back, and are taken as unchanged`;
    lines.push('', ...flow(notice, options.columns - 2).map((line) => paint.dim(`  ${line}`)));
  }
  lines.push(...strangers(plan, target, options));
  return lines;
}

const FEW = 5;

/** What is live and not in git: named where it is little or was asked for, else counted. */
function strangers(
  plan: Plan,
  target: PlannedTarget,
  { all, columns, paint }: PlanTextOptions,
): readonly string[] {
  const names = plan.unmanaged
    .filter((address) => address.startsWith(`${target.name}/`))
    .map((address) => address.slice(target.name.length + 1));
  if (names.length === 0) return [];
  const text =
    all || names.length <= FEW ? names.join(' · ') : `${names.length} resources (\`--all\` names them)`;
  const mark = '  not in git: ';
  const lines = flow(printable(text), Math.min(columns, WIDEST) - mark.length);
  return [
    '',
    ...lines.map((line, index) => paint.dim(`${index === 0 ? mark : ' '.repeat(mark.length)}${line}`)),
  ];
}

/** Broken at the dots between parts where there are any, else at blanks. */
function flow(text: string, columns: number): readonly string[] {
  if (!text.includes(' · ')) return wrap(text, columns);
  const lines: string[] = [];
  for (const part of text.split(' · ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : `${last} · ${part}`;
    if (last !== undefined && widthOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(...wrap(part, columns));
  }
  return lines;
}

/** Whatever will happen, or waits. */
function isShown({ action, waiting }: Change): boolean {
  return action !== 'keep' || waiting.length > 0;
}

function changeLines(plan: Plan, change: Change, options: PlanTextOptions): readonly string[] {
  const { paint } = options;
  const blocked = change.status !== 'planned';
  const sign = blocked ? '…' : SIGNS[change.action];
  const title = `  ${accent(change, paint)(sign)} ${change.kind} ${paint.bold(printable(titleOf(change)))}`;
  const lines = [
    aligned(title, paint.dim(printable(`${change.origin.file}:${change.origin.line}`)), options),
  ];
  if (change.action !== 'keep' && !blocked) {
    for (const { label, text } of fieldLines(change.fields)) {
      lines.push(...hanging(label.padEnd(LABEL_WIDTH - 1), LABEL_WIDTH - 1, printable(text), options));
    }
  }
  if (change.cause === 'dependency') lines.push('      goes down with its cluster, and is deployed again');
  const calls = plan.calls.filter(({ id }) => change.calls.includes(id));
  lines.push(...effectLines(calls, options));
  for (const { message, hint } of change.waiting) {
    const text = hint === null ? message : `${message}. ${hint.charAt(0).toUpperCase()}${hint.slice(1)}`;
    lines.push(...hanging(paint.yellow('waits:'), 'waits:'.length, printable(text), options));
  }
  return lines;
}

function effectLines(calls: readonly Call[], options: PlanTextOptions): readonly string[] {
  const { paint } = options;
  const line = effectLine(
    calls.flatMap(({ effects }) => effects),
    shortName,
  );
  return line === null ? [] : hanging(paint.yellow('!'), 1, printable(line), options);
}

/** A text behind a mark, broken at blanks, its further lines below its first word. */
function hanging(mark: string, width: number, text: string, { columns }: PlanTextOptions): readonly string[] {
  const indent = ' '.repeat(6 + width + 1);
  const lines = flow(text, Math.max(30, Math.min(columns, WIDEST) - indent.length));
  return lines.map((line, index) => (index === 0 ? `      ${mark} ${line}` : `${indent}${line}`));
}

/** `orders-api @ orders-cluster`: the address without target and kind. */
function titleOf(change: Change): string {
  const name = change.address.slice(`${change.target}/${change.kind}/`.length);
  const former = change.previousAddress === null ? '' : `, was ${change.previousAddress.split('/').at(-1)}`;
  return `${name.replace('@', ' @ ')}${former}`;
}

function accent({ action, status }: Change, paint: Paint): (text: string) => string {
  if (status !== 'planned') return paint.yellow;
  return {
    create: paint.green,
    update: paint.yellow,
    replace: paint.red,
    delete: paint.red,
    keep: paint.dim,
  }[action];
}

/** The second text at the right where there is room, else on a line of its own. */
function aligned(left: string, right: string, { columns }: PlanTextOptions): string {
  const visible = (text: string): number => widthOf(text.replace(ANSI, ''));
  const gap = Math.min(columns, WIDEST) - visible(left) - visible(right);
  return gap >= 2 ? `${left}${' '.repeat(gap)}${right}` : `${left}\n      ${right}`;
}

const ANSI = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

function totals({ summary, unmanaged, calls }: Plan, { paint, columns }: PlanTextOptions): readonly string[] {
  const { create, update, replace, delete: deleted, no_op: same } = summary;
  const waits = summary.blocked + summary.held + summary.retained;
  if (calls.length + waits === 0)
    return [paint.bold(`Nothing to do: ${count(same, 'resource')} as declared`)];
  const counts = [
    `${create} to create, ${update} to update, ${replace} to replace, ${deleted} to delete`,
    ...(waits === 0 ? [] : [count(waits, 'waits', 'wait')]),
    `${same} unchanged`,
    ...(unmanaged.length === 0 ? [] : [`${unmanaged.length} not in git`]),
  ].join(' · ');
  const head = flow(counts, columns).map(paint.bold);
  return calls.length === 0 ? head : [...head, ...flow(disturbance(summary), columns)];
}

function disturbance(summary: Summary): string {
  const { server_restarts: restarts, app_interruptions: interruptions, irreversible } = summary;
  return [
    count(summary.calls, 'call'),
    restarts === 0 ? 'no server restarts' : count(restarts, 'server restarts', 'servers restart'),
    `${interruptions === 0 ? 'no application' : count(interruptions, 'application')} interrupted`,
    irreversible === 0 ? 'nothing irreversible' : `${irreversible} irreversible`,
  ].join(' · ');
}
