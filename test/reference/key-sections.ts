/** The keys of a schema on a page: an overview, and a list for each map that has a heading. */
import { anchor, cellCode, code, entry, prose, sentence, table } from './markdown.ts';
import type { SchemaKey } from './schema-keys.ts';

/** @param presence the title of the column that says whether a key is there */
export function overview(keys: readonly SchemaKey[], presence: string): string {
  const hasDefaults = keys.some(({ fallback }) => fallback !== undefined);
  return table(
    ['Key', 'Type', presence, ...(hasDefaults ? ['Default'] : [])],
    keys.map((key) => [
      `[${cellCode(key.shown)}](#${anchor(key.hasHeading ? key.shown : key.section || DOCUMENT)})`,
      typeLink(key),
      key.required === 'no' ? '' : prose(key.required),
      ...(hasDefaults ? [key.fallback === undefined ? '' : cellCode(key.fallback)] : []),
    ]),
  );
}

/** What the keys of the document itself that have none below them stand under. */
const DOCUMENT = 'The document';

/** @param level of the headings of the document's own maps */
export function sections(keys: readonly SchemaKey[], level: number): readonly string[] {
  const maps = keys.filter(({ hasHeading }) => hasHeading);
  const top = list(keys, '');
  return [
    ...(top === '' ? [] : [`${'#'.repeat(level)} ${DOCUMENT}`, top]),
    ...maps.flatMap((map) => [
      `${'#'.repeat(level + (map.section === '' ? 0 : 1))} ${prose(map.shown)}`,
      `${leadOf(map)}${prose(map.description)}`,
      factLine(map),
      list(keys, map.shown),
    ]),
  ];
}

/** The keys of one section that have no heading. */
export function list(keys: readonly SchemaKey[], section: string): string {
  return keys
    .filter((key) => key.section === section && !key.hasHeading)
    .map((key) => {
      const what = key.title === undefined ? typeLink(key) : prose(key.title);
      return entry(`**${code(key.shown)}** · ${what}`, [prose(key.description), factLine(key)]);
    })
    .join('\n');
}

/** That it is a map, or a list of maps, its keys and the overview show. */
function leadOf({ title = 'a map' }: SchemaKey): string {
  return /^a (map|list)\b/.test(title) ? '' : `${sentence(prose(title))} `;
}

function typeLink({ type, definition }: SchemaKey): string {
  return definition === null ? type : `[${definition}](#${anchor(definition)})`;
}

function factLine({ facts }: SchemaKey): string {
  return facts
    .map(([label, values]) => `${label}: ${values.map(label === 'Limits' ? prose : code).join(', ')}`)
    .join(' · ');
}
