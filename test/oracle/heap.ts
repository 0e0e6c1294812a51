/** A binary heap: the least first, and among equals the last one in. */
export class Heap<T> {
  readonly #items: { readonly value: T; readonly rank: number; readonly order: number }[] = [];
  #count = 0;

  push(value: T, rank: number): void {
    this.#count += 1;
    this.#items.push({ value, rank, order: this.#count });
    let at = this.#items.length - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#isLess(at, above)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  pop(): T | undefined {
    const [first] = this.#items;
    const last = this.#items.pop();
    if (first === undefined || last === undefined) return undefined;
    if (this.#items.length > 0) {
      this.#items[0] = last;
      this.#sink();
    }
    return first.value;
  }

  #sink(): void {
    let at = 0;
    for (;;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) {
        if (below < this.#items.length && this.#isLess(below, least)) least = below;
      }
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #isLess(left: number, right: number): boolean {
    const [one, other] = [this.#items[left], this.#items[right]];
    if (one === undefined || other === undefined) return false;
    return one.rank < other.rank || (one.rank === other.rank && one.order > other.order);
  }

  #swap(left: number, right: number): void {
    const [one, other] = [this.#items[left], this.#items[right]];
    if (one === undefined || other === undefined) return;
    this.#items[left] = other;
    this.#items[right] = one;
  }
}
