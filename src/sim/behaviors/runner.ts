import type { Stop } from '../../util/clock.js';
import { UserError } from '../../util/errors.js';
import type { Behavior } from '../behavior.js';
import type { Hooks } from '../front/hooks.js';
import type { Stream } from '../random.js';
import { Args, type BehaviorContext, type BehaviorKind, type Stage } from './kind.js';
import { BEHAVIORS } from './registry.js';
import { type Trigger, watchFor } from './triggers.js';

interface Running {
  readonly behavior: Behavior;
  readonly stops: Set<Stop>;
}

/** Starts and stops behaviours; each start and stop is an event, so that a run can be repeated. */
export class BehaviorRunner {
  readonly #stage: Stage;
  readonly #hooks: Hooks;
  readonly #stream: Stream;
  readonly #planned = new Set<Stop>();
  #running: Running[] = [];
  #starts = 0;

  constructor(stage: Stage, hooks: Hooks, stream: Stream) {
    this.#stage = stage;
    this.#hooks = hooks;
    this.#stream = stream;
  }

  get active(): string[] {
    return this.#running.map((running) => running.behavior.name);
  }

  /** Throws a UserError that lists the names, or that tells what is wrong with the arguments. */
  start(name: string, args = ''): void {
    const kind = kindOf(name);
    const stops = new Set<Stop>();
    const running: { behavior: Behavior; stops: Set<Stop> } = { behavior: { name }, stops };
    const effect = kind.create(this.#contextOf(kind, args, running));
    running.behavior = { ...effect, name };
    this.#running.push(running);
    this.#hooks.add(running.behavior);
    this.#stage.events.add('behavior', 'start', { name, args });
    running.behavior.start?.();
  }

  /** Stops all that carry this name. */
  stop(name: string): void {
    kindOf(name);
    const found = this.#running.filter((running) => running.behavior.name === name);
    if (found.length === 0)
      throw new UserError(`${name} is not running; running: ${this.active.join(', ') || 'none'}`);
    for (const running of found) this.#end(running);
  }

  stopAll(): void {
    for (const stop of [...this.#planned]) stop();
    this.#planned.clear();
    for (const running of [...this.#running]) this.#end(running);
  }

  /** `NAME[=ARGS][@SECONDS]`: starts it so long from now. The name is checked at once. */
  schedule(spec: string): void {
    const { name, args, seconds } = parseSpec(spec);
    kindOf(name);
    if (seconds === 0) {
      this.start(name, args);
      return;
    }
    const stop = this.#stage.clock.after(`behavior.${name}.planned`, seconds * 1000, () => {
      this.#planned.delete(stop);
      this.start(name, args);
    });
    this.#planned.add(stop);
  }

  /** Starts it whenever the trigger fits, until the returned function is called. */
  when(trigger: Trigger, name: string, args = ''): Stop {
    kindOf(name);
    this.#starts += 1;
    const { hooks, stop } = watchFor(trigger, {
      clock: this.#stage.clock,
      stream: this.#stream.stream(`when/${this.#starts}`),
      fire: () => this.start(name, args),
    });
    const end = () => {
      stop();
      this.#hooks.remove(hooks);
      this.#planned.delete(end);
    };
    this.#hooks.add(hooks);
    this.#planned.add(end);
    return end;
  }

  #contextOf(kind: BehaviorKind, args: string, running: Running): BehaviorContext {
    const { clock } = this.#stage;
    const { stops } = running;
    this.#starts += 1;
    const after = (ms: number, task: () => void) => {
      const stop = clock.after(`behavior.${kind.name}`, ms, () => {
        stops.delete(stop);
        task();
      });
      stops.add(stop);
    };
    const finish = () => this.#end(running);
    return {
      ...this.#stage,
      stream: this.#stream.stream(`${kind.name}/${this.#starts}`),
      args: new Args(kind.name, args),
      after,
      every: (ms, task) => stops.add(clock.every(`behavior.${kind.name}`, ms, task)),
      undo: (stop) => stops.add(stop),
      finish,
      finishAfter: (seconds) => {
        if (seconds > 0) after(seconds * 1000, finish);
      },
    };
  }

  #end(running: Running): void {
    if (!this.#running.includes(running)) return;
    this.#running = this.#running.filter((other) => other !== running);
    this.#hooks.remove(running.behavior);
    for (const stop of running.stops) stop();
    running.stops.clear();
    running.behavior.stop?.();
    this.#stage.events.add('behavior', 'stop', { name: running.behavior.name });
    this.#stage.front.wake();
  }
}

function kindOf(name: string): BehaviorKind {
  const kind = BEHAVIORS.get(name);
  if (kind) return kind;
  throw new UserError(`no behaviour is called "${name}"; there are: ${[...BEHAVIORS.keys()].join(', ')}`);
}

function parseSpec(spec: string): { name: string; args: string; seconds: number } {
  const match = /^([a-z0-9-]+)(?:=([^@]*))?(?:@(\d+(?:\.\d+)?))?$/.exec(spec);
  if (!match) throw new UserError(`"${spec}" is not NAME[=ARGS]@SECONDS; an example is freeze=20@60`);
  return { name: match[1] ?? '', args: match[2] ?? '', seconds: Number(match[3] ?? 0) };
}
