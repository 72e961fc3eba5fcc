import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap } from '../../src/util/heap.js';

interface Due {
  readonly at: number;
}

const aHeap = () => new Heap<Due>((a, b) => a.at < b.at);

describe('a heap', () => {
  it('has no first value when it is empty', () => {
    const heap = aHeap();
    heap.delete({ at: 1 });
    expect([heap.first, heap.size]).toEqual([undefined, 0]);
  });

  it('keeps a value once', () => {
    const heap = aHeap();
    const value = { at: 1 };
    heap.add(value);
    heap.add(value);
    expect(heap.size).toBe(1);
    heap.delete(value);
    expect([heap.first, heap.size]).toEqual([undefined, 0]);
  });

  it('always has the first of what is inside at hand, whatever came and went', () => {
    const steps = fc.array(fc.oneof(fc.record({ add: fc.nat(50) }), fc.record({ drop: fc.nat() })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(steps, (all) => {
        const heap = aHeap();
        const inside: Due[] = [];
        for (const step of all) {
          if ('add' in step) {
            inside.push({ at: step.add });
            heap.add(inside.at(-1) as Due);
          } else if (inside.length > 0) {
            const [gone] = inside.splice(step.drop % inside.length, 1);
            heap.delete(gone as Due);
          }
          expect(heap.size).toBe(inside.length);
          expect(heap.first?.at ?? Number.POSITIVE_INFINITY).toBe(Math.min(...inside.map(({ at }) => at)));
        }
      }),
    );
  });
});
