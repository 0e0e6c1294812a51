import type { Declaration } from '../model/kind.ts';
import type { TargetKindName } from '../model/manifest.ts';
import { parseAddress } from '../model/written-address.ts';
import type { Envelope } from './envelope.ts';
import { isMap } from './unreadable.ts';

/** The kinds of resources, by name. */
export type Declarations = ReadonlyMap<string, Declaration>;

/** What a target says of others' documents: its placeholders are theirs. */
export const ABOUT_OTHERS: readonly string[] = ['bases', 'patches'];

export function isTarget({ kind }: Pick<Envelope, 'kind'>): boolean {
  return isTargetKind(kind);
}

export function isTargetKind(kind: string): kind is TargetKindName {
  return kind === 'Environment' || kind === 'Console';
}

/** What a document belongs to; undefined for a target, and where it cannot be told. */
export function targetKindOf(
  envelope: Omit<Envelope, 'document'>,
  byKind: Declarations,
): TargetKindName | undefined {
  if (envelope.kind === 'Removed') return targetKindOfRemoved(envelope, byKind);
  return byKind.get(envelope.kind)?.targetKind;
}

/** A Removed belongs to what its resource belonged to; one that names another kind of target is wrong, not homeless. */
function targetKindOfRemoved(
  { content, metadata }: Omit<Envelope, 'document'>,
  byKind: Declarations,
): TargetKindName | undefined {
  const resource = isMap(content.spec) ? content.spec.resource : undefined;
  const address = typeof resource === 'string' ? parseAddress(resource) : undefined;
  if (address === undefined || 'mistake' in address) return undefined;
  const targetKind = byKind.get(address.kind)?.targetKind;
  const named = targetKind === 'Environment' ? metadata.console : metadata.environment;
  return named === undefined ? targetKind : undefined;
}
