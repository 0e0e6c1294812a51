/**
 * The last line of defence for secrets. Services repeat in their errors what was sent to them, so that every text
 * that leaves a command goes through a mask, which knows all secrets that the run has read so far.
 */
import type { Manifest } from '../model/manifest.ts';
import { secretsIn } from '../model/spec-value.ts';

export interface Mask {
  add(...secrets: readonly string[]): void;
  /**
   * For what proves who we are, of which a service that runs for months learns another every few minutes: those that
   * were learnt last, or again, are known.
   */
  learn(secret: string): void;
  /** The text without secrets. JSON stays JSON: only the strings in it are looked at. */
  apply(text: string): string;
  /** The same with every string of a value, for what escapes texts before it writes them. */
  applyTo<Value>(value: Value): Value;
}

const SIGN = '(secret)';
/** Many more than there are turns at once. */
const MOST_LEARNT = 500;
/** Shorter texts are no secrets, and would be found everywhere. */
const SHORTEST = 4;
/** Below this a secret counts as a whole word only: a port in the middle of a digest is none. */
const LONG = 8;

export function createMask(): Mask {
  const known = new Set<string>();
  /** In the order in which they were used last. */
  const learnt = new Map<string, readonly string[]>();
  /** Null: made when it is needed. */
  let finding: Finding | null = null;
  const find = (): Finding => {
    finding ??= findingOf([...known, ...[...learnt.values()].flat()]);
    return finding;
  };
  const replace = (text: string): string => {
    const { pattern, secrets } = find();
    return withoutBeginnings(text.replace(pattern, SIGN), secrets);
  };
  return {
    add(...secrets) {
      const fresh = secrets.flatMap(formsOf).filter((form) => !known.has(form));
      if (fresh.length === 0) return;
      for (const form of fresh) known.add(form);
      finding = null;
    },
    learn(secret) {
      const forms = learnt.get(secret);
      learnt.delete(secret);
      learnt.set(secret, forms ?? formsOf(secret));
      if (forms !== undefined) return;
      const [oldest] = learnt.keys();
      if (learnt.size > MOST_LEARNT && oldest !== undefined) learnt.delete(oldest);
      finding = null;
    },
    applyTo: (value) => mapStrings(value, replace, (one) => mayHold(one, find())),
    apply: (text) => (/^\s*[{[]/.test(text) ? maskJson(text, replace) : null) ?? replace(text),
  };
}

interface Finding {
  readonly pattern: RegExp;
  readonly secrets: readonly string[];
  /** Finds whatever may have to be replaced, and the cuts that may go through a secret. */
  readonly suspicious: RegExp;
}

/** The sign stands for itself, also where somebody's secret is the word in it. */
function findingOf(secrets: readonly string[]): Finding {
  const longestFirst = [...secrets, SIGN].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(patternOf).join('|'), 'gu');
  const suspicious = new RegExp([...secrets.map(patternOf), '…'].join('|'), 'u');
  return { pattern, secrets, suspicious };
}

/** Looking through texts in pieces of about so many letters takes a small part of the time of one by one. */
const LETTERS_AT_ONCE = 32_768;

/** Most values hold no secret, and stay what they are. What only two texts together would hold counts, too. */
function mayHold(value: unknown, { secrets, suspicious }: Finding): boolean {
  if (secrets.length === 0) return false;
  let piece = '';
  const look = (one: unknown): boolean => {
    if (typeof one === 'string') piece += `${one}\n`;
    else if (Array.isArray(one)) return one.some(look);
    else if (isPlainObject(one))
      for (const key of Object.keys(one)) if (look(key) || look(one[key])) return true;
    if (piece.length < LETTERS_AT_ONCE) return false;
    const found = suspicious.test(piece);
    piece = '';
    return found;
  };
  return look(value) || suspicious.test(piece);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Keys and values of plain objects and lists; what has a class of its own is left as it is. */
function mapStrings<Value>(
  value: Value,
  replace: (text: string) => string,
  isSuspect: (value: unknown) => boolean,
): Value {
  const map = (one: unknown): unknown => {
    if (typeof one === 'string') return replace(one);
    if (!isSuspect(one)) return one;
    if (Array.isArray(one)) return one.map(map);
    if (!isPlainObject(one)) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [replace(key), map(inner)]));
  };
  return map(value) as Value;
}

/** Every secret of the manifests, but for what they also say openly: the name of a target hides nothing. */
export function maskManifests(manifests: readonly Manifest[], mask: Mask): void {
  const secrets = manifests.flatMap(({ spec }) => secretsIn(spec)).map((secret) => secret.reveal() ?? '');
  const names = manifests.map(({ metadata }) => metadata.name);
  mask.add(...secrets.filter((text) => !names.some((name) => name.includes(text))));
}

/** Words that say nothing by themselves, and that our own output is full of. */
const PLAIN = /^(true|false|null|none|STARTED|STOPPED|localhost)$/i;

/** A secret as it is, as JSON, HTML and URLs write it, and, of several lines, each line that is long enough. */
function formsOf(secret: string): readonly string[] {
  const lines = secret.includes('\n') ? secret.split(/\r?\n/).filter((line) => line.length >= LONG) : [];
  return [secret, ...lines.filter((line) => !line.startsWith('-----'))]
    .map((text) => text.trim())
    .filter((text) => text.length >= SHORTEST && !PLAIN.test(text))
    .flatMap((text) => [text, JSON.stringify(text).slice(1, -1), inHtml(text), inUrl(text)]);
}

/** Error pages repeat what was sent in letters of their own. */
function inHtml(text: string): string {
  const signs: Readonly<Record<string, string>> = { '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };
  return text.replaceAll('&', '&amp;').replace(/[<>"']/g, (sign) => `&${signs[sign]};`);
}

/** Half of a pair of signs, which no URL can hold, is left as it is. */
function inUrl(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString());
}

/** Blanks match any: texts are wrapped, and services put what they repeat on one line. */
function patternOf(secret: string): string {
  const text = secret
    .split(/\s+/)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('[\\s\\ufffd]+');
  return secret.length >= LONG ? text : `(?<![\\p{L}\\p{N}])${text}(?![\\p{L}\\p{N}])`;
}

/** Long answers are cut, and the cut may go through a secret. */
function withoutBeginnings(text: string, secrets: readonly string[]): string {
  return text.replace(/\S+(?=…)/g, (word) => {
    for (let start = 0; start <= word.length - SHORTEST; start += 1) {
      const end = word.slice(start);
      for (const secret of secrets) if (secret.startsWith(end)) return `${word.slice(0, start)}${SIGN}`;
    }
    return word;
  });
}

/** Null for what is no JSON. Without a secret in it, the text stays as it is, byte for byte. */
function maskJson(text: string, replace: (text: string) => string): string | null {
  let found = false;
  const maskString = (_: string, value: unknown): unknown => {
    if (typeof value !== 'string') return value;
    const shown = replace(value);
    found ||= shown !== value;
    return shown;
  };
  try {
    const value: unknown = JSON.parse(text, maskString);
    if (!found) return text;
    const indent = /\n\s+/.test(text) ? 2 : 0;
    return `${JSON.stringify(value, null, indent)}${text.endsWith('\n') ? '\n' : ''}`;
  } catch {
    return null;
  }
}
