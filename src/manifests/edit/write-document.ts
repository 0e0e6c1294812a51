import { Document, isCollection, isScalar, isSeq, visit } from 'yaml';
import type { Json } from '../../model/json.ts';

export interface WrittenDocument {
  readonly kind: string;
  readonly metadata: { readonly [key: string]: Json };
  /** Null: it has none. */
  readonly spec: { readonly [key: string]: Json } | null;
  /** Lines above it. */
  readonly comment: readonly string[];
}

const LINE = 100;

/** A new document, as a person would lay it out: what is short stands on one line. */
export function writeDocument({ kind, metadata, spec, comment }: WrittenDocument): string {
  const content = { apiVersion: 'muleteer/v1', kind, metadata, ...(spec === null ? {} : { spec }) };
  const document = new Document(content);
  visit(document, {
    Pair(_, { key, value }) {
      // One line for each member, so that a diff shows who came and went.
      if (!isCollection(value) || (isSeq(value) && value.items.length > 0)) return;
      const isSpec = isScalar(key) && key.value === 'spec';
      const isShort = !isSpec && JSON.stringify(value.toJSON()).length <= LINE;
      if (isShort || value.items.length === 0) value.flow = true;
    },
    Map(key, map) {
      if (typeof key === 'number') map.flow = true;
    },
  });
  const head = comment.map((line) => `# ${line}\n`).join('');
  return `${head}${document.toString({ lineWidth: 0 })}`;
}
