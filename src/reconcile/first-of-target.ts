/** Who came first under a key, of each target for itself. */
export class FirstOfTarget<Value> {
  readonly #byTarget = new Map<string, Map<string, Value>>();

  /** Who was there before; undefined where it is the first, which then stays. */
  meet(target: string, key: string, value: Value): Value | undefined {
    const known = this.#byTarget.get(target);
    const first = known?.get(key);
    if (known === undefined) this.#byTarget.set(target, new Map([[key, value]]));
    else if (first === undefined) known.set(key, value);
    return first;
  }
}
