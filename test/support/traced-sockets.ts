/** What is to be traced so that `callsOnSocketsTo` can tell when a descriptor is another socket. */
export const TRACED_CALLS = 'network,close';

interface Life {
  readonly calls: string[];
  isToPort: boolean;
}

/**
 * From a trace by `strace -f -o`: for each socket that was connected to the port, the names of all calls on it, in
 * their order. A call that was interrupted by another thread stands on two lines, its number on the first and its
 * result on the second.
 */
export function callsOnSocketsTo(port: number, trace: string): string[][] {
  const found: Life[] = [];
  const open = new Map<string, Life>();
  for (const line of trace.split('\n')) {
    const [, call = '', on = ''] = /^\d+\s+(\w+)\((\d+)\b/.exec(line) ?? [];
    const life = open.get(on);
    life?.calls.push(call);
    if (life && call === 'connect' && line.includes(`htons(${port})`)) life.isToPort = true;
    if (call === 'close') open.delete(on);
    const created = /\b(?:socket|accept4?)(?:\(| resumed).* = (\d+)$/.exec(line)?.[1];
    if (created === undefined) continue;
    const born: Life = { calls: [], isToPort: false };
    open.set(created, born);
    found.push(born);
  }
  return found.filter(({ isToPort }) => isToPort).map(({ calls }) => calls);
}
