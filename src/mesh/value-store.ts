/** A value that a service told, as it is kept. */
export interface StoredValue {
  readonly service: string;
  readonly key: string;
  /** The shape of `value`: one of another shape is of an earlier release and worth nothing. */
  readonly format: number;
  /** JSON */
  readonly value: string;
  /** ms since 1970 */
  readonly fetchedAt: number;
  /** ms since 1970: when the source made it, where it tells. */
  readonly sourceAt?: number;
}

/** Keeps the last good values of the services over restarts. */
export interface ValueStore {
  /** Adds it, or replaces that of the same service and key. */
  put(value: StoredValue): void;
  remove(service: string, key: string): void;
  /** In the order in which they were fetched. */
  all(service: string): readonly StoredValue[];
}
