import { create } from '@bufbuild/protobuf';
import { type Admin, Mesh } from '@meshtastic/protobufs';
import { formatNodeId, toNodeNum } from '../../mesh/ids.js';
import { cutToBytes } from '../../util/text.js';
import type { Switches } from '../switches.js';
import { hasKey, type NodeEntry } from './node-entry.js';
import type { NodeTable } from './node-table.js';

/** Places that 2.8 keeps free of protected nodes. */
const UNPROTECTED_PLACES = 2;

export type UserUpdate = 'changed' | 'same' | 'refused';

/** Who the other nodes are: names and keys, from the air and from the client. */
export class Contacts {
  readonly #table: NodeTable;
  readonly #switches: Readonly<Switches>;

  constructor(table: NodeTable, switches: Readonly<Switches>) {
    this.#table = table;
    this.#switches = switches;
  }

  /** A NodeInfo from the air. One with another key than the stored one is dropped (firmware 2.7.26 src/mesh/NodeDB.cpp:1872-1877). */
  hear(num: number, heard: Mesh.User, channel: number): UserUpdate {
    const entry = this.#table.getOrCreate(num);
    if (!entry) return 'refused';
    const user = this.#normalized(num, heard);
    if (hasKey(entry) && entry.user && !sameBytes(entry.user.publicKey, user.publicKey)) {
      if (this.#switches.keyMismatch === 'drop') return 'refused';
      if (this.#switches.keyMismatch === 'keep-old-key') user.publicKey = entry.user.publicKey;
    }
    const isSame = entry.user !== undefined && sameUser(entry.user, user) && entry.channel === channel;
    entry.user = user;
    entry.channel = channel;
    if (isSame) return 'same';
    this.#table.saveSometimes();
    return 'changed';
  }

  /** `add_contact` (firmware 2.7.26 src/mesh/NodeDB.cpp:1782-1840). */
  add(contact: Admin.SharedContact): void {
    const entry = contact.user && this.#table.getOrCreate(contact.nodeNum);
    if (!entry || !contact.user) return;
    const user = this.#normalized(contact.nodeNum, contact.user);
    const keepsKey = entry.isVerified && !contact.manuallyVerified;
    if (keepsKey && entry.user && !sameBytes(entry.user.publicKey, user.publicKey)) return;
    entry.user = user;
    if (contact.shouldIgnore) this.#ignore(entry);
    else {
      this.#protect(entry);
      if (contact.manuallyVerified) entry.isVerified = true;
    }
    this.#table.save();
  }

  setFavorite(num: number, isFavorite: boolean): void {
    const entry = this.#table.get(num);
    if (!entry) return;
    if (isFavorite) this.#protect(entry);
    else entry.isFavorite = false;
    this.#table.save();
  }

  setIgnored(num: number, isIgnored: boolean): void {
    const entry = this.#table.get(num);
    if (!entry) return;
    if (isIgnored) this.#ignore(entry);
    else entry.isIgnored = false;
    this.#table.save();
  }

  setKey(num: number, key: Uint8Array): void {
    const entry = this.#table.getOrCreate(num);
    if (!entry) return;
    const user = entry.user ?? create(Mesh.UserSchema, { id: formatNodeId(entry.num) });
    entry.user = create(Mesh.UserSchema, { ...user, publicKey: key });
  }

  #protect(entry: NodeEntry): void {
    const hasRoom = this.#table.protectedCount() < this.#switches.capacity - UNPROTECTED_PLACES;
    if (entry.isFavorite || this.#switches.addContact === '2.7' || hasRoom) entry.isFavorite = true;
  }

  #ignore(entry: NodeEntry): void {
    entry.isIgnored = true;
    entry.isFavorite = false;
    entry.position = undefined;
    entry.metrics = undefined;
    if (this.#switches.ignoreErasesKey && entry.user)
      entry.user = create(Mesh.UserSchema, { ...entry.user, publicKey: new Uint8Array() });
  }

  #normalized(num: number, user: Mesh.User): Mesh.User {
    return create(Mesh.UserSchema, {
      ...user,
      id: formatNodeId(toNodeNum(num)),
      longName: cutToBytes(user.longName, this.#switches.longNameBytes),
    });
  }
}

function sameUser(a: Mesh.User, b: Mesh.User): boolean {
  return (
    a.longName === b.longName &&
    a.shortName === b.shortName &&
    a.role === b.role &&
    a.hwModel === b.hwModel &&
    a.isUnmessagable === b.isUnmessagable &&
    sameBytes(a.publicKey, b.publicKey)
  );
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
