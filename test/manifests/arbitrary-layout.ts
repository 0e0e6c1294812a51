/** The same content in every layout that YAML has for it: block and flow, quotes, comments, blank lines, anchors. */
import fc from 'fast-check';

export type Content = string | boolean | readonly Content[] | { readonly [key: string]: Content };

/** Every leaf is a word of its own, so that a test sees where each went: `t1`, `t2`. */
export const content: fc.Arbitrary<Readonly<Record<string, Content>>> = fc
  .letrec<{ map: Shape; list: Shape; any: Shape }>((tie) => ({
    map: fc.dictionary(fc.constantFrom('alpha', 'beta', 'http.port', 'delta', 'eps'), tie('any'), {
      minKeys: 1,
      maxKeys: 4,
    }),
    list: fc.array(tie('any'), { minLength: 1, maxLength: 3 }),
    any: fc.oneof({ maxDepth: 3, depthSize: 'small' }, fc.constant('leaf'), tie('map'), tie('list')),
  }))
  .map.map((shape) => numbered(shape, { next: 1 }) as Readonly<Record<string, Content>>);

type Shape = 'leaf' | readonly Shape[] | { readonly [key: string]: Shape };

function numbered(shape: Shape, counter: { next: number }): Content {
  if (shape === 'leaf') return `t${counter.next++}`;
  if (Array.isArray(shape)) return shape.map((one: Shape) => numbered(one, counter));
  return Object.fromEntries(Object.entries(shape).map(([key, one]) => [key, numbered(one, counter)]));
}

/** What decides: a number from 0 up to `most`, not included. */
export type Choose = (most: number) => number;

export function chooser(seed: number): Choose {
  let state = seed >>> 0 || 1;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

/** Lines, without their ends. Comments are words too: `c1`, `c2`. */
export function laidOut(map: Readonly<Record<string, Content>>, choose: Choose): string[] {
  const layout: Layout = { choose, comments: 0, anchors: 0 };
  return blockMap(map, 0, layout);
}

interface Layout {
  readonly choose: Choose;
  comments: number;
  anchors: number;
}

function blockMap(map: Readonly<Record<string, Content>>, indent: number, layout: Layout): string[] {
  return Object.entries(map).flatMap(([key, value]) => [
    ...between(indent, layout),
    ...valued(`${' '.repeat(indent)}${quotedKey(key, layout)}:`, value, indent, layout),
  ]);
}

function valued(head: string, value: Content, indent: number, layout: Layout): string[] {
  const { choose } = layout;
  const isSmall = typeof value !== 'object' || Object.keys(value).length === 0 || choose(3) === 0;
  if (isSmall) return multiline(`${head}${' '.repeat(1 + choose(3))}`, value, layout);
  const anchor = choose(6) === 0 ? ` &a${++layout.anchors}` : '';
  const first = `${head}${anchor}${trailing(layout)}`;
  if (!Array.isArray(value))
    return [first, ...blockMap(value as Record<string, Content>, indent + 1 + choose(3), layout)];
  const deeper = head.trimEnd().endsWith(':') && choose(2) === 0 ? indent : indent + 2;
  return [first, ...value.flatMap((item: Content) => listItem(item, deeper, layout))];
}

function listItem(item: Content, indent: number, layout: Layout): string[] {
  const { choose } = layout;
  const dash = `${' '.repeat(indent)}-`;
  const above = between(indent, layout);
  if (typeof item !== 'object' || Array.isArray(item) || choose(2) === 0)
    return [...above, ...multiline(`${dash} `, item, layout)];
  const [first = '', ...rest] = blockMap(item as Record<string, Content>, indent + 2, {
    ...layout,
    choose: quiet(choose),
  });
  return [...above, `${dash} ${first.trimStart()}`, ...rest];
}

/** No comment may stand between a dash and the first key behind it. */
function quiet(choose: Choose): Choose {
  return (most) => (most === 8 ? 7 : choose(most));
}

/** A flow value on one line, or on several. */
function multiline(head: string, value: Content, layout: Layout): string[] {
  const text = flow(value, layout);
  if (typeof value !== 'object' || layout.choose(3) > 0) return [`${head}${text}${trailing(layout)}`];
  const open = `${head}${text[0]}`;
  const inner = text.slice(1, -1).trim();
  const pad = ' '.repeat(head.length - head.trimStart().length + 4);
  return [`${open}${trailing(layout)}`, `${pad}${inner}`, `${pad}${text.at(-1)}${trailing(layout)}`];
}

function flow(value: Content, layout: Layout): string {
  const { choose } = layout;
  const pad = choose(2) === 0 ? ' ' : '';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') {
    const anchor = choose(9) === 0 ? `&a${++layout.anchors} ` : '';
    return `${anchor}${[value, `'${value}'`, `"${value}"`][choose(3)]}`;
  }
  if (Array.isArray(value))
    return `[${pad}${value.map((one: Content) => flow(one, layout)).join(`,${pad}`)}${pad}]`;
  const pairs = Object.entries(value).map(([key, one]) => `${quotedKey(key, layout)}: ${flow(one, layout)}`);
  return `{${pad}${pairs.join(`, ${pad}`)}${pad}}`;
}

function quotedKey(key: string, { choose }: Layout): string {
  return choose(5) === 0 ? `"${key}"` : key;
}

function between(indent: number, layout: Layout): string[] {
  const what = layout.choose(8);
  if (what === 0) return [''];
  return what === 1 ? [`${' '.repeat(indent)}# c${++layout.comments}`] : [];
}

function trailing(layout: Layout): string {
  return layout.choose(4) === 0 ? `  # c${++layout.comments}` : '';
}
