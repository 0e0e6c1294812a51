/**
 * A string that came, wholly or in part, from `${env:…}`, `${file:…}` or `${exec:…}`.
 *
 * It is masked by being a type of its own: it prints as `(secret)` wherever it ends up (a log, a template
 * string, JSON), and only the code that puts it on the wire calls `reveal`. Digests and fingerprints use
 * `reference`, the text of the manifest, so that neither can be used to guess the value.
 */
export class Secret {
  /** The manifest's own text, for instance `${env:DB_PASSWORD}`. */
  readonly reference: string;
  readonly #value: string | undefined;

  constructor(reference: string, value: string | undefined) {
    this.reference = reference;
    this.#value = value;
  }

  /** The text to send; undefined while the variable or the file is not there. */
  reveal(): string | undefined {
    return this.#value;
  }

  toString(): string {
    return this.#value === undefined ? '(unknown)' : '(secret)';
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
