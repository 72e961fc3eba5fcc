import type { BulletinStore } from '../../src/mesh/bulletin-store.js';

/** What was told, for as long as the test lives. */
export class MemoryBulletinStore implements BulletinStore {
  readonly told = new Map<string, number>();

  toldUntil(key: string): number | undefined {
    return this.told.get(key);
  }

  mark(key: string, at: number): void {
    this.told.set(key, at);
  }

  keepOnly(keys: readonly string[]): void {
    for (const key of this.told.keys()) if (!keys.includes(key)) this.told.delete(key);
  }
}
