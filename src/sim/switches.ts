import type { Stop } from '../util/clock.js';
import { UserError } from '../util/errors.js';

/** Seconds between two packets of a kind from one client. */
export interface Gaps {
  readonly textSeconds: number;
  readonly tracerouteSeconds: number;
  /** Position, waypoint, alert, telemetry, each for itself. */
  readonly othersSeconds: number;
}

/** Largest encoded `Data` with its bitfield, in bytes. */
interface DataLimits {
  readonly channel: number;
  readonly pki: number;
}

/** Every quirk of a node by name. The defaults are those of firmware 2.7.26 on a classic ESP32 with Wi-Fi. */
export interface Switches {
  /** Who keeps the slot when a second client comes. */
  slot: 'newest' | 'oldest' | `many:${number}`;
  acceptPollMs: number;
  busyPollMs: number;
  idlePollMs: number;
  busyForMs: number;
  /** Without a frame from the client for so long, the node closes; 0 is never. */
  idleSeconds: number;
  turn: 'read-all-then-write-all' | 'frame-by-frame';
  writeMsPerFrame: number;
  /** Unread input is thrown away after each written frame. */
  rxDiscard: boolean;
  sendBufferBytes: number;
  stuckWriteSeconds: number;
  /** After a short write: go on with the next frame, or close. */
  shortWrite: 'torn' | 'closes';
  /** When the node sees that a client is gone: at a failing write, or not before the next one connects. */
  lostClient: 'at-next-write' | 'lingers';
  disconnectCloses: boolean;
  parser: 'forgetful' | 'second-look';
  /** How clients learn of a reboot: not at all, or by an orderly end. */
  rebootEnds: 'silent' | 'eof';
  awaySeconds: number;

  heartbeat: 'queueStatus' | 'silent';
  heartbeatNonce1: 'nodeinfo' | 'ordinary';
  handshake: '2.7' | '2.8';
  fileInfos: number;
  /** Percent of the other nodes that are told without `user`. */
  userlessNodes: number;
  rebootCount: 'counted' | 'zero';
  replay: boolean;

  packetQueue: number;
  queueStatusQueue: number;
  notificationQueue: number;
  proxyQueue: number;
  queueStatusPerPacket: 1 | 2;
  ownTelemetrySeconds: number;
  localStatsSeconds: number;

  /** Ids remembered per connection; 0 is off. */
  idRing: number;
  gaps: Gaps;
  /** `none`: a text within the gap is dropped without ROUTING 38. */
  refusalTo: 'from' | 'none';
  zeroHops: 'direct-only' | 'never-raised';
  dataBytes: DataLimits;
  txQueue: number;
  dutyCyclePercent: number;
  dmChannel: 'last-heard' | 'as-given';
  /** Rules of which firmware: `2.7.14` sends with the channel key when none is known, `2.6` also takes such DMs. */
  pki: '2.7.19' | '2.7.14' | '2.6' | 'off';
  tracerouteAck: boolean;
  /** Broadcasts with room for it carry a signature of 64 bytes. */
  signatures: boolean;

  capacity: number;
  fullOfProtected: 'reboot' | 'refuse';
  /** Longest stored name of a node, in bytes. */
  longNameBytes: number;
  ignoreErasesKey: boolean;
  /** Keys of evicted nodes that are kept. */
  warmStore: number;
  addContact: '2.7' | '2.8';
  flashWriteMs: number;
  keyMismatch: 'drop' | 'keep-old-key' | 'overwrite';
  asksUnknown: boolean;
  nodeInfoReplyHours: number;
  /** Node numbers follow from the public keys. */
  numbersFromKeys: boolean;

  neighborModule: boolean;
  undecryptable: 'encrypted' | 'dropped';
  echoOwn: boolean;
  clockSet: boolean;
  managed: boolean;
  regionSet: boolean;
  txEnabled: boolean;
}

export const DEFAULT_SWITCHES: Switches = {
  slot: 'newest',
  acceptPollMs: 100,
  busyPollMs: 5,
  idlePollMs: 250,
  busyForMs: 2000,
  idleSeconds: 900,
  turn: 'read-all-then-write-all',
  writeMsPerFrame: 8,
  rxDiscard: true,
  sendBufferBytes: 5744,
  stuckWriteSeconds: 10,
  shortWrite: 'torn',
  lostClient: 'at-next-write',
  disconnectCloses: true,
  parser: 'forgetful',
  rebootEnds: 'silent',
  awaySeconds: 12,

  heartbeat: 'queueStatus',
  heartbeatNonce1: 'nodeinfo',
  handshake: '2.7',
  fileInfos: 5,
  userlessNodes: 5,
  rebootCount: 'counted',
  replay: false,

  packetQueue: 8,
  queueStatusQueue: 2,
  notificationQueue: 2,
  proxyQueue: 8,
  queueStatusPerPacket: 1,
  ownTelemetrySeconds: 60,
  localStatsSeconds: 900,

  idRing: 20,
  gaps: { textSeconds: 2, tracerouteSeconds: 30, othersSeconds: 10 },
  refusalTo: 'from',
  zeroHops: 'direct-only',
  dataBytes: { channel: 239, pki: 227 },
  txQueue: 16,
  dutyCyclePercent: 10,
  dmChannel: 'last-heard',
  pki: '2.7.19',
  tracerouteAck: true,
  signatures: false,

  capacity: 100,
  fullOfProtected: 'reboot',
  longNameBytes: 39,
  ignoreErasesKey: true,
  warmStore: 0,
  addContact: '2.7',
  flashWriteMs: 400,
  keyMismatch: 'drop',
  asksUnknown: true,
  nodeInfoReplyHours: 12,
  numbersFromKeys: false,

  neighborModule: true,
  undecryptable: 'encrypted',
  echoOwn: false,
  clockSet: true,
  managed: false,
  regionSet: true,
  txEnabled: true,
};

interface Override {
  readonly value: unknown;
}

/** The switches in force. Behaviours lay values over them and take them away again, in any order. */
export class SwitchBoard {
  readonly #base: Switches;
  readonly #visible: Switches;
  readonly #overrides = new Map<keyof Switches, Override[]>();

  constructor(initial: Switches) {
    this.#base = { ...initial };
    this.#visible = { ...initial };
  }

  get values(): Readonly<Switches> {
    return this.#visible;
  }

  /** Changes the value itself; while an override lies over it, that one stays visible. */
  set<Name extends keyof Switches>(name: Name, value: Switches[Name]): void {
    this.#base[name] = value;
    this.#refresh(name);
  }

  /** Lays `value` over the switch until the returned function is called. The latest override is the visible one. */
  override<Name extends keyof Switches>(name: Name, value: Switches[Name]): Stop {
    const override: Override = { value };
    const stack = this.#overrides.get(name) ?? [];
    this.#overrides.set(name, stack);
    stack.push(override);
    this.#refresh(name);
    return () => {
      const index = stack.indexOf(override);
      if (index >= 0) stack.splice(index, 1);
      this.#refresh(name);
    };
  }

  /** Sets a switch from what a person typed; throws UserError with the valid names or values. */
  setFromText(name: string, value: string): void {
    if (!isSwitchName(name))
      throw new UserError(`no switch ${name}; there are ${Object.keys(DEFAULT_SWITCHES).join(', ')}`);
    this.#assign(name, parseSwitch(name, value));
  }

  #refresh(name: keyof Switches): void {
    const top = this.#overrides.get(name)?.at(-1);
    Object.assign(this.#visible, { [name]: top ? top.value : this.#base[name] });
  }

  #assign(name: keyof Switches, value: unknown): void {
    Object.assign(this.#base, { [name]: value });
    this.#refresh(name);
  }
}

function isSwitchName(name: string): name is keyof Switches {
  return Object.hasOwn(DEFAULT_SWITCHES, name);
}

/** Switches whose values are words. Numbers and yes/no are known by the type of their default. */
const CHOICES: Partial<Record<keyof Switches, readonly string[]>> = {
  turn: ['read-all-then-write-all', 'frame-by-frame'],
  shortWrite: ['torn', 'closes'],
  lostClient: ['at-next-write', 'lingers'],
  parser: ['forgetful', 'second-look'],
  rebootEnds: ['silent', 'eof'],
  heartbeat: ['queueStatus', 'silent'],
  heartbeatNonce1: ['nodeinfo', 'ordinary'],
  handshake: ['2.7', '2.8'],
  rebootCount: ['counted', 'zero'],
  refusalTo: ['from', 'none'],
  zeroHops: ['direct-only', 'never-raised'],
  dmChannel: ['last-heard', 'as-given'],
  pki: ['2.7.19', '2.7.14', '2.6', 'off'],
  fullOfProtected: ['reboot', 'refuse'],
  addContact: ['2.7', '2.8'],
  keyMismatch: ['drop', 'keep-old-key', 'overwrite'],
  undecryptable: ['encrypted', 'dropped'],
};

function parseSwitch(name: keyof Switches, text: string): unknown {
  if (name === 'slot') return parseSlot(text);
  if (name === 'gaps') return parseGaps(text);
  if (name === 'dataBytes') return parseDataLimits(text);
  if (name === 'queueStatusPerPacket') return Number(oneOf(name, text, ['1', '2']));
  const choices = CHOICES[name];
  if (choices) return oneOf(name, text, choices);
  if (typeof DEFAULT_SWITCHES[name] === 'boolean') return oneOf(name, text, ['true', 'false']) === 'true';
  return parseNumber(name, text);
}

function oneOf(name: string, text: string, values: readonly string[]): string {
  if (!values.includes(text)) throw new UserError(`${name} is one of ${values.join(', ')}, not ${text}`);
  return text;
}

function parseNumber(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new UserError(`${name} is a number from 0 up, not ${text}`);
  return value;
}

function parseSlot(text: string): Switches['slot'] {
  if (text === 'newest' || text === 'oldest') return text;
  const many = /^many:([1-9]\d?)$/.exec(text)?.[1];
  if (many === undefined) throw new UserError(`slot is one of newest, oldest, many:N, not ${text}`);
  return `many:${Number(many)}`;
}

function parseGaps(text: string): Gaps {
  const [textSeconds, tracerouteSeconds, othersSeconds] = parseList('gaps', text, 3);
  return {
    textSeconds: textSeconds ?? 0,
    tracerouteSeconds: tracerouteSeconds ?? 0,
    othersSeconds: othersSeconds ?? 0,
  };
}

function parseDataLimits(text: string): DataLimits {
  const [channel, pki] = parseList('dataBytes', text, 2);
  return { channel: channel ?? 0, pki: pki ?? 0 };
}

function parseList(name: string, text: string, count: number): number[] {
  const parts = text.split(',');
  if (parts.length !== count) throw new UserError(`${name} are ${count} numbers with commas, not ${text}`);
  return parts.map((part) => parseNumber(name, part));
}
