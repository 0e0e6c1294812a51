import { asObject } from '../model/json.ts';

/** Something kept cannot be read: damaged, or written by hand. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** The members of a JSON object, each with the type that it must have. `where` names the object for people. */
export interface Fields {
  string(name: string): string;
  number(name: string): number;
  boolean(name: string): boolean;
  strings(name: string): readonly string[];
  list(name: string): readonly unknown[];
  object(name: string): Fields;
  has(name: string): boolean;
  /** What is there, unchecked; never undefined. */
  value(name: string): unknown;
  /** Null where it is null, else what `read` makes of it. */
  nullable<T>(name: string, read: (name: string) => T): T | null;
}

export function readFields(value: unknown, where: string): Fields {
  const object = asObject(value);
  if (object === undefined) throw new Unreadable(`${where} is no object`);
  const get = (name: string): unknown => {
    const found = Object.hasOwn(object, name) ? object[name] : undefined;
    if (found === undefined) throw new Unreadable(`${where} has no ${name}`);
    return found;
  };
  const typed =
    <T>(type: string, fits: (found: unknown) => found is T) =>
    (name: string): T => {
      const found = get(name);
      if (!fits(found)) throw new Unreadable(`${name} of ${where} is no ${type}`);
      return found;
    };
  return {
    string: typed('text', isText),
    number: typed('number', isNumber),
    boolean: typed('truth value', isBoolean),
    strings: typed('list of texts', isTexts),
    list: typed('list', isList),
    object: (name) => readFields(get(name), `${name} of ${where}`),
    has: (name) => Object.hasOwn(object, name),
    value: get,
    nullable: (name, read) => (get(name) === null ? null : read(name)),
  };
}

export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable(`${where} is no JSON`);
  }
}

function isText(found: unknown): found is string {
  return typeof found === 'string';
}

function isNumber(found: unknown): found is number {
  return typeof found === 'number';
}

function isBoolean(found: unknown): found is boolean {
  return typeof found === 'boolean';
}

function isList(found: unknown): found is readonly unknown[] {
  return Array.isArray(found);
}

function isTexts(found: unknown): found is readonly string[] {
  return isList(found) && found.every(isText);
}
