import { declarations } from '../../src/kinds/index.ts';
import { kindSchema } from '../../src/manifests/schema-documents.ts';
import { examplesIn } from '../../src/manifests/schema-examples.ts';
import type { KindName } from '../../src/manifests/schemas.ts';
import type { FieldRule } from '../../src/model/fields.ts';
import { fileOf } from './file-of.ts';
import { overview, sections } from './key-sections.ts';
import { code, page, prose, table } from './markdown.ts';
import { keysIn } from './schema-keys.ts';

/** @param file of the schema */
export function kindPage(kind: KindName, file: string): string {
  const schema = kindSchema(kind);
  const keys = keysIn(schema);
  return page([
    `# ${kind}`,
    [prose(String(schema.description)), ...targetOf(kind)].join(' '),
    ...examplesIn(schema).map((example) => `\`\`\`yaml\n${example}\`\`\``),
    `In the terminal: ${code(`muleteer explain ${kind}`)}. The schema: [${file}](../../schemas/${file}).`,
    '## Keys',
    overview(keys, 'Required'),
    'A key below a map is required where the map is there.',
    ...sections(keys, 2),
    ...comparison(kind),
  ]);
}

function targetOf(kind: KindName): readonly string[] {
  const target = declarations.find((one) => one.kind === kind)?.targetKind;
  return target === undefined ? [] : [`Its target: [${target}](${fileOf(target)}.md).`];
}

/** What the engine knows about the fields of a kind. */
function comparison(kind: KindName): readonly string[] {
  const declaration = declarations.find((one) => one.kind === kind);
  if (declaration === undefined) return [];
  const rows = Object.entries(declaration.fields).map(([field, rule]) => [
    code(`spec.${field}`),
    HOW[rule.compare](rule),
    notesOn(rule, kind).join('; '),
  ]);
  return [
    '## How fields are compared',
    'Only what is declared is compared.',
    table(['Field', 'Compared', 'Besides'], rows),
  ];
}

const HOW: Readonly<Record<FieldRule['compare'], (rule: FieldRule) => string>> = {
  value: () => 'as it is',
  set: ({ itemKey }) => (itemKey === undefined ? 'as a set' : `as a set, items by their ${code(itemKey)}`),
  digest: () => 'by its digest',
  identity: () => 'never',
};

function notesOn(rule: FieldRule, kind: KindName): readonly string[] {
  const notes: readonly (readonly [boolean, string])[] = [
    [rule.compare === 'identity', `part of the identity: another value is another ${kind}`],
    [rule.immutable === true, `cannot be changed: another value replaces the ${kind}`],
    [rule.refersTo !== undefined, `names what is declared as a ${rule.refersTo} for the same target`],
    [rule.exclusive === true, 'what it names is named by no other'],
    [rule.onCreate === true, 'counts only when it is created'],
    [rule.writeOnly === true, 'the service never tells it: compared with what was applied last'],
    [rule.reported === true, 'a difference is reported, and changes nothing'],
    [
      rule.assumed !== undefined,
      `where the service hides it for a while, what was applied last counts, else ${code(rule.assumed ?? '')}`,
    ],
    [rule.secret === true, 'may hold secrets'],
    [rule.redacted === true, 'a snapshot holds its digest only'],
  ];
  return notes.filter(([holds]) => holds).map(([, note]) => note);
}
