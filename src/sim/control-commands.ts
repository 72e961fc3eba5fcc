import { formatAddressee, formatNodeId } from '../mesh/ids.js';
import { UserError } from '../util/errors.js';
import type { Simulation } from './simulation.js';

interface ControlCommand {
  readonly usage: string;
  /** `first` is the word behind the name, `rest` whatever follows it. */
  run(simulation: Simulation, first: string, rest: string): object;
}

const EVENTS_SHOWN = 100;

const COMMANDS: Readonly<Record<string, ControlCommand>> = {
  say: {
    usage: 'say NODE TEXT',
    run: (simulation, node, text) => ({ ok: true, id: simulation.world.say(node, needed(text, 'TEXT')) }),
  },
  dm: {
    usage: 'dm NODE TEXT',
    run: (simulation, node, text) => ({ ok: true, id: simulation.world.dm(node, needed(text, 'TEXT')) }),
  },
  behave: {
    usage: 'behave NAME [ARGS]',
    run: (simulation, name, args) => {
      simulation.behave(name, args);
      return { ok: true, active: simulation.active };
    },
  },
  stop: {
    usage: 'stop NAME',
    run: (simulation, name) => {
      simulation.stopBehavior(name);
      return { ok: true, active: simulation.active };
    },
  },
  switch: {
    usage: 'switch NAME VALUE',
    run: (simulation, name, value) => {
      simulation.switches.setFromText(name, needed(value, 'VALUE'));
      return { ok: true };
    },
  },
  stats: { usage: 'stats', run: (simulation) => simulation.stats() },
  received: { usage: 'received', run: (simulation) => ({ received: receivedOf(simulation) }) },
  screen: {
    usage: 'screen NODE',
    run: (simulation, node) => ({ texts: simulation.world.find(node).screen.texts }),
  },
  nodes: { usage: 'nodes', run: (simulation) => ({ nodes: nodesOf(simulation) }) },
  events: {
    usage: 'events [COUNT]',
    run: (simulation, count) => ({ events: simulation.events.events.slice(-countOf(count)) }),
  },
};

const WITHOUT_ARGUMENT = ['stats', 'received', 'nodes', 'events'];

/** The answer to one line: an object for JSON, `{ error }` with the remedy when the line cannot be done. */
export function answerLine(simulation: Simulation, line: string): object {
  try {
    return execute(simulation, line);
  } catch (error) {
    if (error instanceof UserError) return { error: error.message };
    throw error;
  }
}

function execute(simulation: Simulation, line: string): object {
  const [, name = '', first = '', rest = ''] = /^\s*(\S*)\s*(\S*)\s*(.*?)\s*$/s.exec(line) ?? [];
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UserError(`"${name}" is no command; there are: ${usages().join(', ')}`);
  if (first === '' && !WITHOUT_ARGUMENT.includes(name)) throw new UserError(`write: ${command.usage}`);
  return command.run(simulation, first, rest);
}

function usages(): string[] {
  return Object.values(COMMANDS).map((command) => command.usage);
}

function needed(text: string, what: string): string {
  if (text === '') throw new UserError(`${what} is missing`);
  return text;
}

function countOf(text: string): number {
  if (text === '') return EVENTS_SHOWN;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UserError(`"${text}" is not a number of events, such as events 20`);
}

function receivedOf(simulation: Simulation): object[] {
  return simulation.received().map((text) => ({ ...text, to: formatAddressee(text.to) }));
}

function nodesOf(simulation: Simulation): object[] {
  const known = new Set(simulation.node.knownNodes());
  const base = simulation.world.base;
  const everybody = [base, ...simulation.world.people.map((person) => person.identity)];
  return everybody.map((identity) => ({
    id: formatNodeId(identity.nodeNum),
    longName: identity.longName,
    shortName: identity.shortName,
    isOwn: identity === base,
    isKnown: known.has(identity.nodeNum),
    hasKey: simulation.node.holdsKey(identity.nodeNum),
  }));
}
