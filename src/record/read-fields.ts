import { asObject } from '../model/json.ts';

/** Something kept cannot be read: damaged, or written by hand. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export function readFields(value: unknown, where: string): Fields {
  const object = asObject(value);
  if (object === undefined) throw new Unreadable(`${where} is no object`);
  return new Fields(object, where);
}

/** The members of a JSON object, each with the type that it must have. @throws Unreadable */
export class Fields {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #where: string;

  /** @param where names the object for people */
  constructor(object: Readonly<Record<string, unknown>>, where: string) {
    this.#object = object;
    this.#where = where;
  }

  string(name: string): string {
    const found = this.value(name);
    return typeof found === 'string' ? found : this.#isNo('text', name);
  }

  number(name: string): number {
    const found = this.value(name);
    return typeof found === 'number' ? found : this.#isNo('number', name);
  }

  boolean(name: string): boolean {
    const found = this.value(name);
    return typeof found === 'boolean' ? found : this.#isNo('truth value', name);
  }

  strings(name: string): readonly string[] {
    const found = this.value(name);
    return isTexts(found) ? found : this.#isNo('list of texts', name);
  }

  list(name: string): readonly unknown[] {
    const found = this.value(name);
    return Array.isArray(found) ? found : this.#isNo('list', name);
  }

  object(name: string): Fields {
    return readFields(this.value(name), `${name} of ${this.#where}`);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  /** What is there, unchecked; never undefined. */
  value(name: string): unknown {
    const found = this.has(name) ? this.#object[name] : undefined;
    if (found === undefined) throw new Unreadable(`${this.#where} has no ${name}`);
    return found;
  }

  /** Null where it is null, else what `read` makes of it. */
  nullable<T>(name: string, read: (name: string) => T): T | null {
    return this.value(name) === null ? null : read(name);
  }

  #isNo(type: string, name: string): never {
    throw new Unreadable(`${name} of ${this.#where} is no ${type}`);
  }
}

export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable(`${where} is no JSON`);
  }
}

function isTexts(found: unknown): found is readonly string[] {
  return Array.isArray(found) && found.every((one) => typeof one === 'string');
}
