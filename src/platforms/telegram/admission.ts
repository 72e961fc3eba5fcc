import type { Role } from '../../bot/request.js';
import type { PairedPerson } from '../../mesh/user-store.js';

export interface AdmissionSettings {
  readonly admins: readonly number[];
  readonly users: readonly number[];
  /** Groups. */
  readonly chats: readonly number[];
}

/** By their numbers alone: names are anybody's choice. */
export class Admission {
  readonly #settings: AdmissionSettings;
  readonly #people: () => readonly PairedPerson[];
  readonly #chats: Set<number>;

  constructor(settings: AdmissionSettings, people: () => readonly PairedPerson[]) {
    this.#settings = settings;
    this.#people = people;
    this.#chats = new Set(settings.chats);
  }

  roleOf(id: number): Role {
    const { admins, users } = this.#settings;
    const paired = this.#people().find(({ userId }) => userId === userIdOf(id))?.role;
    if (admins.includes(id) || paired === 'admin') return 'admin';
    return users.includes(id) || paired === 'known' ? 'known' : 'any';
  }

  /** Everybody who is more than a stranger. */
  get ids(): readonly number[] {
    const { admins, users } = this.#settings;
    const paired = this.#people().flatMap(({ userId, role }) => (role === 'any' ? [] : (idIn(userId) ?? [])));
    return [...new Set([...admins, ...users, ...paired])];
  }

  get chats(): readonly number[] {
    return [...this.#chats];
  }

  isListed(chat: number): boolean {
    return this.#chats.has(chat);
  }

  /** A listed group stays one under its new number. */
  move(from: number, to: number): boolean {
    if (!this.#chats.has(from)) return false;
    this.#chats.add(to);
    return true;
  }
}

/** As in requests. */
export function userIdOf(id: number): string {
  return `telegram:${id}`;
}

/** The number in `telegram:123`; undefined for people elsewhere. */
export function idIn(userId: string): number | undefined {
  const found = /^telegram:(-?\d+)$/.exec(userId)?.[1];
  return found === undefined ? undefined : Number(found);
}
