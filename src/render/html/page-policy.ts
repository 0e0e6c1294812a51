import { createHash } from 'node:crypto';

/** What a page may do: its own styles and its own script, each named by digest, and nothing else but what is added. */
export function pagePolicy(styles: string, script: string, more: readonly string[] = []): string {
  return [
    "default-src 'none'",
    `style-src '${digest(styles)}'`,
    `script-src '${digest(script)}'`,
    ...more,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
