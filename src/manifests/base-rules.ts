import { withArticle } from '../model/article.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { TargetKindName } from '../model/manifest.ts';
import type { Envelope } from './envelope.ts';
import type { NamedBase } from './read-bases.ts';
import { isTargetKind } from './target-kinds.ts';
import { textOrNull } from './unreadable.ts';

/** A target that names the base of a file. */
export interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly base: NamedBase;
}

/** What keeps a document from standing in a base. */
export function checkBaseDocument(
  { document, kind, metadata }: Envelope,
  owners: readonly Owner[],
  targetKind: TargetKindName | undefined,
): Diagnostic | undefined {
  const key = (['environment', 'console'] as const).find((one) => metadata[one] !== undefined);
  const namer = owners.map(({ base }) => placeOf(base)).join(', ');
  if (key !== undefined) {
    return document.keyDiagnostic(['metadata', key], {
      code: 'target_in_base',
      message: `a document of a base names no ${key}: it belongs to all that name the base`,
      hint: `remove ${key}, or move the document out of the base (${namer})`,
    });
  }
  if (targetKind === undefined || owners.some((owner) => owner.kind === targetKind)) return undefined;
  return document.diagnostic(['kind'], {
    code: 'base_of_other_kind',
    message: `${withArticle(kind)} belongs to ${withArticle(targetKind)}, and no ${targetKind} names this base`,
    hint: `name it under bases of one, or move the document; it is a base of ${namer}`,
  });
}

/** Were a target in a base to count, it would be one of each target that names the base. */
export function refuseTargets(base: NamedBase, envelopes: readonly Envelope[]): readonly Diagnostic[] {
  const files = new Set(base.files);
  return envelopes.flatMap(({ document, kind, metadata }) => {
    if (!isTargetKind(kind) || !files.has(document.file.path)) return [];
    const { file, line } = document.origin;
    return [
      base.owner.diagnostic(base.path, {
        code: 'target_below_base',
        message: `the base ${base.name} holds ${kind} ${textOrNull(metadata.name) ?? ''}`.trimEnd(),
        hint: `it stands at ${file}:${line}; a base holds resources, and no targets`,
      }),
    ];
  });
}

function placeOf({ owner, path }: NamedBase): string {
  const { file, line } = owner.locate(path).origin;
  return `${file}:${line}`;
}
