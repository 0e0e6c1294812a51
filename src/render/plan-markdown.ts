/**
 * A plan as a comment on a pull request: what it comes to, what stops it, what is final; then one table; then all the
 * rest, folded. A comment has a limit, so that every target is told in as much detail as there is room for: the
 * largest gives up its details first. What is left out is left out whole, and said.
 */
import { partOf } from '../model/part-of.ts';
import type { Plan } from '../model/plan.ts';
import { COMMENT_LIMIT } from './comment-limit.ts';
import { markdownIndex, type TargetPart, weightOf } from './markdown-index.ts';
import { LEVELS, markdownSection } from './markdown-section.ts';
import { createPaint } from './paint.ts';
import { createPlanView, type PlanView } from './plan-view.ts';
import { count } from './words.ts';

export interface MarkdownOptions {
  /** Also what is as declared. */
  readonly all: boolean;
}

export function planToMarkdown(plan: Plan, options: MarkdownOptions): string {
  const viewOf = (one: Plan): PlanView => createPlanView(one, { ...LOOK, all: options.all });
  const [only, ...others] = plan.targets;
  if (only !== undefined && others.length === 0)
    return fitted([sectionOf({ target: only, plan }, viewOf)], COMMENT_LIMIT);
  const parts = plan.targets.map((target) => ({ target, plan: partOf(plan, target.name) }));
  const index = textOf(markdownIndex(parts, viewOf(plan)));
  const room = COMMENT_LIMIT - index.length - NOTE;
  const told = withRoom(
    parts.map((part) => ({ weight: weightOf(part), section: sectionOf(part, viewOf) })),
    room,
  );
  const missing = parts.length - told.length;
  const left =
    missing === 0
      ? ''
      : `${count(missing, 'target')} without a section here: \`muleteer plan\` shows all\n\n`;
  return `${index}${left}${fitted(told, room)}`;
}

const LOOK = { columns: 100, paint: createPaint(false) };
/** The last level. */
const TOTALS = LEVELS.length - 1;
/** What the sentence about missing targets may take. */
const NOTE = 200;

/** One target, at each level; made when it is needed. */
type Section = (level: number) => string;

function sectionOf({ target, plan }: TargetPart, viewOf: (plan: Plan) => PlanView): Section {
  const view = viewOf(plan);
  const made = new Map<number, string>();
  return (level) => {
    const known = made.get(level) ?? textOf(markdownSection(target, view, LEVELS[level] ?? 'totals'));
    made.set(level, known);
    return known;
  };
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

interface Weighed {
  readonly weight: number;
  readonly section: Section;
}

/** As many as have room with nothing but their totals, the weightiest first; in the order in which they came. */
function withRoom(sections: readonly Weighed[], room: number): readonly Section[] {
  let size = 0;
  const kept = [...sections]
    .sort((a, b) => b.weight - a.weight)
    .filter(({ section }) => {
      size += section(TOTALS).length;
      return size <= room;
    });
  return sections.filter((one) => kept.includes(one)).map(({ section }) => section);
}

/** All have their totals; then, level by level, as many as there is room for are told more of, the smallest first. */
function fitted(sections: readonly Section[], room: number): string {
  const texts = sections.map((section) => section(TOTALS));
  let size = texts.reduce((sum, { length }) => sum + length, 0);
  for (let level = TOTALS - 1; level >= 0; level -= 1) {
    const smallestFirst = sections
      .map((section, index) => ({ index, text: section(level) }))
      .sort((a, b) => a.text.length - b.text.length);
    for (const { index, text } of smallestFirst) {
      const grown = size + text.length - (texts[index]?.length ?? 0);
      if (grown > room) continue;
      texts[index] = text;
      size = grown;
    }
  }
  return `${texts.join('').trimEnd()}\n`;
}
