/** What the log may keep: names, numbers of things and shapes; never a secret, never a configured value. */
import { isObject } from './read-input.ts';

const MASK = '***';
const SECRET_KEY = /password|passphrase|secret|token|credential|authorization|private.?key|signatureRequest/i;
/** Below these, only the names are shown: they are enough for a test. */
const CONFIGURED_KEY = /^(configuration|properties|secureProperties)$|\.service$/;
const HARMLESS_PARAMETERS: ReadonlySet<string> = new Set(['targetId', 'limit', 'offset', 'sort', '_']);
const HARMLESS_FIELDS: ReadonlySet<string> = new Set(['artifactName', 'targetId']);

export function redact(value: unknown, key = ''): unknown {
  if (SECRET_KEY.test(key)) return MASK;
  if (CONFIGURED_KEY.test(key)) return maskLeaves(parsedText(value));
  if (Array.isArray(value)) return value.map((item) => redact(item));
  if (!isObject(value)) return value;
  return mapMembers(value, redact);
}

/** A part of a form. One that holds no JSON where it should is masked as a whole. */
export function redactField(name: string, text: string): unknown {
  if (!HARMLESS_FIELDS.has(name)) return redact(text, name === 'configuration' ? name : 'secret');
  return parseJson(text) ?? text;
}

/** The values of all query parameters but a few that are known to be harmless. */
export function redactUrl(url: string): string {
  const start = url.indexOf('?');
  if (start < 0) return url;
  const parameters = url.slice(start + 1).split('&');
  return `${url.slice(0, start)}?${parameters.map(redactParameter).join('&')}`;
}

function redactParameter(parameter: string): string {
  const equals = parameter.indexOf('=');
  if (equals < 0) return parameter === '' || HARMLESS_PARAMETERS.has(parameter) ? parameter : MASK;
  const name = parameter.slice(0, equals);
  return HARMLESS_PARAMETERS.has(name) ? parameter : `${name}=${MASK}`;
}

function maskLeaves(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskLeaves);
  if (isObject(value)) return mapMembers(value, maskLeaves);
  return typeof value === 'string' || typeof value === 'number' ? MASK : value;
}

function mapMembers(value: object, change: (item: unknown, name: string) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, change(item, name)]));
}

/** Some clients send the configuration as a text that holds JSON. */
function parsedText(value: unknown): unknown {
  return typeof value === 'string' ? (parseJson(value) ?? value) : value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
