import type { Diagnostic } from '../model/diagnostic.ts';
import { didYouMean, findClosest } from '../model/did-you-mean.ts';
import type { UnreadableManifest } from '../model/manifest.ts';
import type { KindName, ManifestKindName } from './schemas.ts';
import type { SourceDocument } from './source-document.ts';
import { isMap, type PlainMap, unreadableFrom } from './unreadable.ts';

/** A document that says what it is. Its metadata and spec are not checked yet. */
export interface Envelope<Kind extends KindName = ManifestKindName> {
  readonly document: SourceDocument;
  readonly kind: Kind;
  readonly content: PlainMap;
  readonly metadata: PlainMap;
}

interface Refused {
  readonly diagnostic: Diagnostic;
  readonly unreadable: readonly UnreadableManifest[];
}

export type EnvelopeResult<Kind extends KindName> = { readonly envelope: Envelope<Kind> } | Refused;

const API_VERSION = 'muleteer/v1';

/** Reads apiVersion and kind. A document with a mistake in them is reported once and looked at no further. */
export function readEnvelope<Kind extends KindName>(
  document: SourceDocument,
  kinds: readonly Kind[],
): EnvelopeResult<Kind> {
  const content = document.value;
  if (!isMap(content)) return refuse(document, notAMap(document));
  const diagnostic = checkApiVersion(document, content) ?? checkKind(document, content, kinds);
  if (diagnostic !== undefined) return refuse(document, diagnostic);
  const kind = kinds.find((known) => known === content.kind);
  if (kind === undefined) return refuse(document, notAMap(document));
  return { envelope: { document, kind, content, metadata: isMap(content.metadata) ? content.metadata : {} } };
}

/** A document of an unknown kind may have been meant as any; one that is no manifest at all is nobody's. */
function refuse(document: SourceDocument, diagnostic: Diagnostic): Refused {
  if (diagnostic.code === 'not_a_manifest') return { diagnostic, unreadable: [] };
  const guess = unreadableFrom(document.value);
  return { diagnostic, unreadable: [diagnostic.code === 'unknown_kind' ? { ...guess, kind: null } : guess] };
}

function notAMap(document: SourceDocument): Diagnostic {
  const found = Array.isArray(document.value) ? 'a list' : 'a single value';
  return document.diagnostic([], {
    code: 'not_a_manifest',
    message: `a manifest is a map, found ${found}`,
    hint: 'it starts with apiVersion: muleteer/v1',
  });
}

function checkApiVersion(document: SourceDocument, content: PlainMap) {
  const found = content.apiVersion;
  if (found === API_VERSION) return undefined;
  if (found !== undefined) {
    return document.diagnostic(['apiVersion'], {
      code: 'unknown_api_version',
      message: `unknown apiVersion ${wordFor(found)}`,
      hint: `it must be ${API_VERSION}`,
    });
  }
  const typo = findTypo(content, 'apiVersion');
  if (typo !== undefined) return unknownRootKey(document, typo, 'apiVersion');
  return document.diagnostic([], {
    code: 'not_a_manifest',
    message: 'not a manifest: apiVersion is missing',
    hint: `start it with apiVersion: ${API_VERSION}, or keep other YAML out of PATH`,
  });
}

function checkKind(
  document: SourceDocument,
  content: PlainMap,
  kinds: readonly KindName[],
): Diagnostic | undefined {
  const found = content.kind;
  if (typeof found === 'string' && kinds.some((kind) => kind === found)) return undefined;
  const known = `known kinds: ${kinds.join(', ')}`;
  if (found !== undefined) {
    const hint = (typeof found === 'string' ? didYouMean(found, kinds) : undefined) ?? known;
    return document.diagnostic(['kind'], {
      code: 'unknown_kind',
      message: `unknown kind ${wordFor(found)}`,
      hint,
    });
  }
  const typo = findTypo(content, 'kind');
  if (typo !== undefined) return unknownRootKey(document, typo, 'kind');
  return document.diagnostic(['apiVersion'], {
    code: 'missing_key',
    message: 'missing key kind',
    hint: known,
  });
}

function unknownRootKey(document: SourceDocument, key: string, meant: string): Diagnostic {
  const words = { code: 'unknown_key', message: `unknown key ${key}`, hint: `did you mean ${meant}?` };
  return document.keyDiagnostic([key], words);
}

function findTypo(content: PlainMap, key: string): string | undefined {
  return Object.keys(content).find(
    (found) => !['metadata', 'spec', 'kind'].includes(found) && findClosest(found, [key]) !== undefined,
  );
}

function wordFor(value: unknown): string {
  if (value === null) return '(empty)';
  return Array.isArray(value) ? 'list' : typeof value === 'object' ? 'map' : String(value);
}
