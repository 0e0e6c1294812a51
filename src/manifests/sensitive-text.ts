/**
 * Secrets do not belong in manifests, but some are there when we are asked to say what is wrong. A diagnostic shows
 * lines of the manifest and ends up in the logs of a pipeline, so what looks like a secret is starred out, sign for
 * sign, which leaves the columns as they are.
 */
const SENSITIVE_KEY = /pass?w|pwd|secret|token|bearer|(?:private|client|api)[_-]?key|^webhook$/i;

/** Repetitions have a limit, so that a line of a million signs takes no longer than its length. */
const ENTRY = /([\w.-]{1,100})(["']?\s{0,20}:\s{1,20})("[^"]*"?|'[^']*'?|[^\s,{}[\]#][^,}\]#]*)/g;
/** Wherever it stands: the path of such a URL is the password. */
const SLACK_PATH = /(?<=hooks\.slack(?:-gov)?\.com\/)[^\s"']+/g;
/** It may be a signature, which lets whoever has it in. */
const QUERY = /(https?:\/\/[^\s"'?]{1,300}\?)([^\s"'#]+)/gi;
const USER_INFO = /[^\s/:@"']{1,100}:[^\s/@"']{1,100}(?=@)/g;

export function isSensitiveKey(key: string): boolean {
  return SENSITIVE_KEY.test(key);
}

export function maskLine(line: string): string {
  if (/^\s*#/.test(line) && !/[:@]\S/.test(line)) return line;
  const masked = line.replace(ENTRY, (entry: string, key: string, colon: string, value: string) =>
    isSensitiveKey(key) && !value.includes('${') ? `${key}${colon}${stars(value)}` : entry,
  );
  const starred = (found: string): string => '*'.repeat(found.length);
  return masked
    .replace(USER_INFO, starred)
    .replace(SLACK_PATH, starred)
    .replace(
      QUERY,
      (_, url: string, query: string) => `${url}${query.includes('${') ? query : starred(query)}`,
    );
}

/** Keeps the quotes, so that the line still reads as YAML. */
function stars(value: string): string {
  return value.replace(/[^"'\s]/g, '*');
}
