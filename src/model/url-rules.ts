/** What the address of a service may look like: the same whether a manifest, a variable or a file gives it. */

export interface UrlProblem {
  readonly code: 'not_a_url' | 'url_parts' | 'plain_http';
  readonly severity: 'error' | 'warning';
  /** Never holds the URL: it may come from a secret. */
  readonly message: string;
  readonly hint: string;
}

/** The control planes that have a name of their own. */
export const CONTROL_PLANES: ReadonlyMap<string, string> = new Map([
  ['us', 'https://anypoint.mulesoft.com'],
  ['eu', 'https://eu1.anypoint.mulesoft.com'],
  ['gov', 'https://gov.anypoint.mulesoft.com'],
]);

/** Null for text that is no http or https URL. */
export function parseHttpUrl(text: string): URL | null {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
}

/** A console is named up to and with the context of its war. */
export function consoleUrlProblems(
  text: string,
  { name, allowHttp }: { readonly name: string; readonly allowHttp: boolean },
): readonly UrlProblem[] {
  const url = parseHttpUrl(text);
  if (url === null) {
    const hint = 'it starts with https:// or http://, such as https://mmc.example.com/mmc';
    return [{ code: 'not_a_url', severity: 'error', message: 'url: expected a URL', hint }];
  }
  const parts = /\/api\/?$/.test(url.pathname) ? [ENDS_IN_API] : partProblems(url);
  if (!isPlainHttpBeyondLoopback(url)) return parts;
  const message = `passwords for Console ${name} travel unencrypted`;
  return allowHttp
    ? [...parts, { code: 'plain_http', severity: 'warning', message, hint: 'use https' }]
    : [...parts, { code: 'plain_http', severity: 'error', message, hint: ALLOW_HTTP }];
}

/** @param shown how to speak of the host, which may come from a secret */
export function controlPlaneUrlProblems(url: URL, shown: string): readonly UrlProblem[] {
  if (!isPlainHttpBeyondLoopback(url)) return partProblems(url);
  const message = `passwords and tokens would travel unencrypted to ${shown}`;
  const hint = 'use https: plain http is for this machine only';
  return [...partProblems(url), { code: 'plain_http', severity: 'error', message, hint }];
}

/** Who is told what happened. What stands after `?` belongs to it: some receivers know their senders by that. */
export function webhookUrlProblems(text: string): readonly UrlProblem[] {
  const url = parseHttpUrl(text);
  if (url === null) {
    const hint = 'it starts with https://';
    return [{ code: 'not_a_url', severity: 'error', message: 'webhook: expected a URL', hint }];
  }
  if (isPlainHttpBeyondLoopback(url)) {
    const message = 'messages to the webhook, and its URL, would travel unencrypted';
    const hint = 'use https: plain http is for this machine only';
    return [{ code: 'plain_http', severity: 'error', message, hint }];
  }
  if (url.username === '' && url.password === '' && url.hash === '') return [];
  const message = 'the URL of a webhook holds no user name, no password and no part after #';
  return [{ code: 'url_parts', severity: 'error', message, hint: 'leave it out; secret signs what is sent' }];
}

/**
 * Where an archive is downloaded from. Its digest protects the bytes; https keeps who asks for what, and a signature
 * after `?`, to oneself.
 */
export function artifactUrlProblems(text: string): readonly UrlProblem[] {
  return downloadProblems(text, { key: 'url', query: true, instead: 'a repository has maven.credentials' });
}

/** The root of a Maven repository: coordinates are put behind it. */
export function repositoryUrlProblems(text: string): readonly UrlProblem[] {
  return downloadProblems(text, {
    key: 'repository',
    query: false,
    instead: 'put them under maven.credentials',
  });
}

function downloadProblems(
  text: string,
  { key, query, instead }: { readonly key: string; readonly query: boolean; readonly instead: string },
): readonly UrlProblem[] {
  const url = parseHttpUrl(text);
  if (url === null) {
    const hint = 'it starts with https://';
    return [{ code: 'not_a_url', severity: 'error', message: `${key}: expected a URL`, hint }];
  }
  if (isPlainHttpBeyondLoopback(url)) {
    const message = `${key}: what is asked for, and by whom, would travel unencrypted`;
    const hint = 'use https: plain http is for this machine only';
    return [{ code: 'plain_http', severity: 'error', message, hint }];
  }
  if (url.username !== '' || url.password !== '') {
    const message = 'a URL cannot hold a user name or password';
    return [{ code: 'url_parts', severity: 'error', message, hint: instead }];
  }
  if (url.hash === '' && (query || url.search === '')) return [];
  const message = query ? 'the URL has a part after #' : 'the URL has a part after ? or #';
  return [{ code: 'url_parts', severity: 'error', message, hint: 'leave it out' }];
}

/** Receivers that take messages from whoever knows the URL: it is a password. */
const SECRET_WEBHOOKS = /^(hooks\.slack(-gov)?\.com|discord(app)?\.com|.+\.webhook\.office\.com)$/;

export function isSecretWebhook(text: string): boolean {
  return SECRET_WEBHOOKS.test(parseHttpUrl(text)?.hostname ?? '');
}

const ALLOW_HTTP = 'use https, or say allowHttp: true under spec';

const ENDS_IN_API: UrlProblem = {
  code: 'url_parts',
  severity: 'error',
  message: 'the URL of a Console ends before /api',
  hint: 'leave it out: /api is appended',
};

/** A URL that is used as the start of others has an address and a path, nothing more. */
function partProblems(url: URL): readonly UrlProblem[] {
  if (url.username !== '' || url.password !== '') {
    const message = 'a URL cannot hold a user name or password';
    return [{ code: 'url_parts', severity: 'error', message, hint: 'put them under spec.credentials' }];
  }
  if (url.search === '' && url.hash === '') return [];
  const message = 'the URL has a part after ? or #';
  return [{ code: 'url_parts', severity: 'error', message, hint: 'leave it out' }];
}

/** Whether it is plain http to another machine. */
export function isPlainHttpBeyondLoopback({ protocol, hostname }: URL): boolean {
  if (protocol !== 'http:') return false;
  return !/^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
