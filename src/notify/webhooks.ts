/** Whom a target's manifest wants to be told (`spec.notify`). */
import type { Manifest } from '../model/manifest.ts';
import { Secret } from '../model/secret.ts';
import { isSpecObject, type SpecObject, type SpecValue } from '../model/spec-value.ts';
import { webhookUrlProblems } from '../model/url-rules.ts';
import type { NotifyEvent } from './notification.ts';

export interface Webhook {
  /** What messages to us call it. Never its URL, which others may post to. */
  readonly label: string;
  readonly format: 'slack' | 'json';
  readonly on: readonly NotifyEvent[];
  /** Or why nothing can be sent to it. */
  readonly url: URL | { readonly problem: string };
  /** What signs its messages; null: nothing does. */
  readonly secret: string | null;
}

const EVENTS: readonly NotifyEvent[] = ['changes', 'drift', 'refusal', 'failure'];

/** The keys of one entry, as the schema lets them through. */
interface WrittenWebhook {
  readonly webhook: string | Secret;
  readonly format?: Webhook['format'];
  readonly on?: Webhook['on'];
  readonly name?: string;
  readonly secret?: string | Secret;
}

export function webhooksOf({ spec }: Pick<Manifest, 'spec'>): readonly Webhook[] {
  const { notify } = spec;
  if (!Array.isArray(notify)) return [];
  return (notify as readonly SpecValue[]).filter(isSpecObject).map(webhookOf);
}

function webhookOf(written: SpecObject): Webhook {
  const { webhook, format = 'json', on = EVENTS, name, secret } = written as SpecObject & WrittenWebhook;
  const url = urlOf(webhook, secret);
  const host = url instanceof URL ? url.host : 'a webhook';
  return {
    label: name ?? host,
    format,
    on,
    url,
    secret: secret === undefined ? null : (textOf(secret) ?? ''),
  };
}

/** Without the text that is to sign them, no messages go out: the receiver would take them for somebody else's. */
function urlOf(webhook: string | Secret, secret: string | Secret | undefined): Webhook['url'] {
  const unknown = [webhook, secret].find((one) => one instanceof Secret && one.reveal() === undefined);
  if (unknown instanceof Secret) return { problem: `${unknown.reference} cannot be resolved` };
  const text = textOf(webhook) ?? '';
  const [first] = webhookUrlProblems(text);
  return first === undefined ? new URL(text) : { problem: first.message };
}

function textOf(value: string | Secret): string | undefined {
  return value instanceof Secret ? value.reveal() : value;
}

/**
 * What of a webhook must not be printed, besides the text that it came from: logs of requests show paths. A short
 * path such as `/hook` tells nobody anything, and stands in other texts as well.
 */
export function secretPartsOf({ url }: Webhook): readonly string[] {
  if (!(url instanceof URL) || url.pathname.length + url.search.length < SHORTEST) return [];
  const { href, pathname, search } = url;
  return [href, `${pathname}${search}`, ...(pathname.length < SHORTEST ? [] : [pathname])];
}

const SHORTEST = 12;
