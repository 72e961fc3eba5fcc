/** Values of which the first one is always at hand. What `isBefore` looks at must not change while a value is inside. */
export class Heap<Value extends object> {
  readonly #isBefore: (a: Value, b: Value) => boolean;
  readonly #values: Value[] = [];
  readonly #places = new Map<Value, number>();

  constructor(isBefore: (a: Value, b: Value) => boolean) {
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#values.length;
  }

  get first(): Value | undefined {
    return this.#values[0];
  }

  /** A value that is inside already stays where it is. */
  add(value: Value): void {
    if (!this.#places.has(value)) this.#rise(value, this.#values.length);
  }

  delete(value: Value): void {
    const place = this.#places.get(value);
    const last = this.#values.at(-1);
    if (place === undefined || last === undefined) return;
    this.#values.pop();
    this.#places.delete(value);
    if (last !== value) this.#sink(last, this.#rise(last, place));
  }

  #rise(value: Value, from: number): number {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#values[above];
      if (!parent || !this.#isBefore(value, parent)) break;
      this.#put(parent, place);
      place = above;
    }
    this.#put(value, place);
    return place;
  }

  #sink(value: Value, from: number): void {
    let place = from;
    for (;;) {
      const below = this.#childOf(place);
      const child = this.#values[below];
      if (!child || !this.#isBefore(child, value)) break;
      this.#put(child, place);
      place = below;
    }
    this.#put(value, place);
  }

  /** The place of the child that goes first; beyond the end when there is none. */
  #childOf(place: number): number {
    const left = 2 * place + 1;
    const [a, b] = [this.#values[left], this.#values[left + 1]];
    return a && b && this.#isBefore(b, a) ? left + 1 : left;
  }

  #put(value: Value, place: number): void {
    this.#values[place] = value;
    this.#places.set(value, place);
  }
}
