/** What a kind, or a key of it, is for: the words of its schema, laid out for a terminal. */

import { KIND_NAMES, kindSchema } from '../manifests/schema-documents.ts';
import { examplesIn } from '../manifests/schema-examples.ts';
import { findPlace, keysOf, mapOf, nameOfPlace, type SchemaPlace } from '../manifests/schema-node.ts';
import type { Paint } from '../render/paint.ts';
import { wrap } from '../render/printable.ts';
import { limitsOf, requirementOf, written } from './key-facts.ts';

export interface ExplainLook {
  readonly columns: number;
  readonly paint: Paint;
}

/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 100;

export function explainKinds(look: ExplainLook): string {
  const width = Math.max(...KIND_NAMES.map(({ length }) => length)) + 2;
  const lines = KIND_NAMES.flatMap((kind) =>
    hanging(look.paint.bold(kind), String(kindSchema(kind).description), { look, width }),
  );
  return `${[...lines, '', 'Explain one with `muleteer explain KIND`, a key with KIND.KEY'].join('\n')}\n`;
}

/** @param written a kind, or a key of it: `Application.spec.artifact` */
export function explain(written: string, look: ExplainLook): string {
  const place = findPlace(written);
  const { description = '' } = place.node;
  const parts = [
    [look.paint.bold(nameOfPlace(place))],
    indented(description, 2, look),
    factsOf(place).flatMap(([label, text]) => hanging(label, text, { look, width: LABEL_WIDTH })),
    keyLines(place, look),
    exampleLines(place, look),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const LABEL_WIDTH = 10;

function factsOf(place: SchemaPlace): readonly (readonly [string, string])[] {
  const { node } = place;
  if (node.not !== undefined) return [['allowed', `no: ${node.title ?? ''}`]];
  const { items } = node;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['expected', place.parent === null ? undefined : node.title],
    ['required', place.parent === null ? undefined : requirementOf(place)],
    ['values', node.enum?.map(written).join(', ')],
    ['default', node.default === undefined ? undefined : written(node.default)],
    ['limits', limitsOf(node)],
    ['examples', place.parent === null ? undefined : node.examples?.map(written).join(', ')],
    ['items', items?.properties === undefined ? items?.title : undefined],
    ['', items?.enum?.map(written).join(', ') ?? items?.examples?.map(written).join(', ')],
  ];
  return facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined && fact[1] !== '');
}

function keyLines(place: SchemaPlace, look: ExplainLook): readonly string[] {
  const parent = mapOf(place.root, place.node);
  const keys = [...keysOf(place.root, parent)];
  if (keys.length === 0) return [];
  const width = Math.max(...keys.map(([{ length }]) => length)) + 2;
  const title = place.node.items === undefined ? 'Keys' : 'Keys of each item';
  const lines = keys.flatMap(([key, node]) => {
    const requirement = requirementOf({ root: place.root, path: [...place.path, key], parent });
    const name = hanging(look.paint.bold(key), `${node.title ?? ''}${noteOf(requirement)}`, { look, width });
    return [...name, ...indented(node.description ?? '', 6, look)];
  });
  return [look.paint.bold(title), ...lines];
}

/** Of a kind: a whole document. */
function exampleLines({ parent, node }: SchemaPlace, look: ExplainLook): readonly string[] {
  if (parent !== null) return [];
  const lines = examplesIn(node).flatMap((example) => example.trimEnd().split('\n'));
  return lines.length === 0 ? [] : [look.paint.bold('Example'), ...lines.map((line) => `  ${line}`)];
}

function noteOf(requirement: string): string {
  return requirement === 'no' ? '' : ` (${requirement.replace(/^yes/, 'required')})`;
}

function indented(text: string, indent: number, { columns }: ExplainLook): readonly string[] {
  if (text === '') return [];
  return wrap(text, Math.min(columns, WIDEST) - indent).map((line) => `${' '.repeat(indent)}${line}`);
}

function hanging(
  label: string,
  text: string,
  { look, width }: { readonly look: ExplainLook; readonly width: number },
): readonly string[] {
  const [first = '', ...rest] = indented(text, width + 2, look);
  const visible = label.replaceAll(ESCAPES, '');
  return [`  ${label}${' '.repeat(width - visible.length)}${first.trimStart()}`, ...rest];
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
