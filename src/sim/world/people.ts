import { keyPairFrom } from '../../mesh/crypto.js';
import { formatNodeId, type NodeNum, parseNodeId } from '../../mesh/ids.js';
import { UserError } from '../../util/errors.js';
import { numberFromKey } from './cast.js';
import type { Person } from './person.js';

/** Everybody in the story, by any of their names. */
export class People {
  readonly all: readonly Person[];
  readonly #byNum = new Map<NodeNum, Person>();
  readonly #numbersFromKeys: boolean;

  constructor(all: readonly Person[], numbersFromKeys: boolean) {
    this.all = all;
    this.#numbersFromKeys = numbersFromKeys;
    for (const person of all) this.#byNum.set(person.nodeNum, person);
  }

  get(nodeNum: NodeNum): Person | undefined {
    return this.#byNum.get(nodeNum);
  }

  /** By number, id, name in the story, long or short name; the first of several. Throws a UserError. */
  find(nameOrId: string | NodeNum): Person {
    const person = typeof nameOrId === 'number' ? this.get(nameOrId) : this.#named(nameOrId);
    if (person) return person;
    const asked = typeof nameOrId === 'number' ? formatNodeId(nameOrId) : nameOrId;
    const names = this.all.map(({ name }) => name).join(', ');
    throw new UserError(`There is no node "${asked}". There are: ${names}.`);
  }

  /** Gives a new key pair, and where numbers follow from keys a new number with it. */
  rekey(person: Person): void {
    const keyPair = keyPairFrom(person.stream.bytes(32));
    this.#byNum.delete(person.nodeNum);
    const nodeNum = this.#numbersFromKeys ? numberFromKey(keyPair) : person.nodeNum;
    person.identity = { ...person.identity, keyPair, nodeNum };
    this.#byNum.set(nodeNum, person);
  }

  #named(text: string): Person | undefined {
    const nodeNum = parseNodeId(text);
    const known = nodeNum === undefined ? undefined : this.get(nodeNum);
    if (known) return known;
    const wanted = text.toLowerCase();
    const isCalled = ({ name, identity }: Person) =>
      [name, identity.longName, identity.shortName].some((called) => called.toLowerCase() === wanted);
    return this.all.find(isCalled);
  }
}
