/** Reads one mapping of a world file; every complaint is one line that says where and what. */
import { isObject, type JsonObject } from '../http/read-input.ts';

export class WorldError extends Error {}

export class Entry {
  readonly path: string;
  readonly #value: JsonObject;
  readonly #used = new Set<string>();

  constructor(value: unknown, path: string) {
    if (!isObject(value)) throw new WorldError(`${path === '' ? 'the world' : path} must be a mapping`);
    this.path = path;
    this.#value = value;
  }

  has(key: string): boolean {
    return this.#value[key] !== undefined;
  }

  take(key: string): unknown {
    this.#used.add(key);
    return this.#value[key];
  }

  text(key: string): string {
    const value = this.optionalText(key);
    if (value === undefined) throw this.error(key, 'is required');
    return value;
  }

  optionalText(key: string): string | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || value === '') throw this.error(key, 'must be a text');
    return value;
  }

  number(key: string): number | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.error(key, 'must be a number');
    return value;
  }

  boolean(key: string): boolean | undefined {
    const value = this.take(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'boolean') throw this.error(key, 'must be true or false');
    return value;
  }

  /** Milliseconds; a text is read as a date. */
  time(key: string): number | undefined {
    const value = this.take(key);
    if (value === undefined || typeof value === 'number') return value;
    const time = value instanceof Date ? value.getTime() : Date.parse(String(value));
    if (Number.isNaN(time)) throw this.error(key, 'must be a date');
    return time;
  }

  choice<const T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.optionalText(key);
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw this.error(key, `must be one of ${choices.join(', ')}`);
    return found;
  }

  list(key: string): readonly unknown[] {
    const value = this.take(key) ?? [];
    if (!Array.isArray(value)) throw this.error(key, 'must be a list');
    return value;
  }

  texts(key: string): readonly string[] | undefined {
    if (this.take(key) === undefined) return undefined;
    return this.list(key).map((item) => {
      if (typeof item !== 'string') throw this.error(key, 'must be a list of texts');
      return item;
    });
  }

  entries(key: string): Entry[] {
    return this.list(key).map((item, index) => new Entry(item, `${this.#at(key)}[${index}]`));
  }

  entry(key: string): Entry | undefined {
    const value = this.take(key);
    return value === undefined ? undefined : new Entry(value, this.#at(key));
  }

  /** Unknown keys are mistakes. */
  done(): void {
    const unknown = Object.keys(this.#value).find((key) => !this.#used.has(key));
    if (unknown !== undefined) throw this.error(unknown, 'is not known here');
  }

  error(key: string, problem: string): WorldError {
    return new WorldError(`${this.#at(key)} ${problem}`);
  }

  #at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}
