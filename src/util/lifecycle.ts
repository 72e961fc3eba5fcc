/** A part of the program. Its constructor does nothing; `start` and `stop` do. */
export interface Lifecycle {
  readonly name: string;
  start(): Promise<void> | void;
  stop(): Promise<void> | void;
}

/** Starts in order. When one fails, those already started are stopped in reverse and the error is thrown on. */
export async function startAll(parts: readonly Lifecycle[]): Promise<void> {
  const started: Lifecycle[] = [];
  for (const part of parts) {
    try {
      await part.start();
      started.push(part);
    } catch (error) {
      await stopAll(started, () => {});
      throw error;
    }
  }
}

/** Stops in reverse order. A part that fails to stop is reported and does not keep the others running. */
export async function stopAll(
  parts: readonly Lifecycle[],
  onError: (part: Lifecycle, error: unknown) => void,
): Promise<void> {
  for (const part of [...parts].reverse()) {
    try {
      await part.stop();
    } catch (error) {
      onError(part, error);
    }
  }
}
