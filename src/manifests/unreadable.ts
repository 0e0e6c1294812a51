import type { UnreadableManifest } from '../model/manifest.ts';

export type PlainMap = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** What is known of a document that cannot be used: its references to others would be false alarms. */
export function unreadableFrom(value: unknown, target: string | null = null): UnreadableManifest {
  const content = isMap(value) ? value : {};
  const metadata = isMap(content.metadata) ? content.metadata : {};
  return {
    kind: textOrNull(content.kind),
    name: textOrNull(metadata.name),
    target: target ?? textOrNull(metadata.environment ?? metadata.console),
  };
}
