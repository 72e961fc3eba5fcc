import { UserError } from '../util/errors.js';
import { DEFAULT_SWITCHES, type Switches } from './switches.js';

/** A firmware on a platform, as a set of switches. */
export interface Profile {
  /** As `metadata.firmware_version` tells it. */
  readonly firmware: string;
  readonly switches: Switches;
}

const CURRENT: Profile = { firmware: '2.7.26.54e0d8d', switches: DEFAULT_SWITCHES };

const BEFORE_IDLE_TIMEOUT: Profile = {
  firmware: '2.7.15.567b8ea',
  switches: {
    ...DEFAULT_SWITCHES,
    idleSeconds: 0,
    lostClient: 'lingers',
    pki: '2.7.14',
    zeroHops: 'never-raised',
    heartbeatNonce1: 'ordinary',
    nodeInfoReplyHours: 0,
  },
};

const BEFORE_LIMITS: Profile = {
  firmware: '2.6.11.60ec05e',
  switches: {
    ...BEFORE_IDLE_TIMEOUT.switches,
    heartbeat: 'silent',
    gaps: { ...DEFAULT_SWITCHES.gaps, textSeconds: 0 },
    refusalTo: 'none',
    pki: '2.6',
    tracerouteAck: false,
    keyMismatch: 'keep-old-key',
    packetQueue: 32,
  },
};

const NEXT: Profile = {
  firmware: '2.8.0.7754068',
  switches: {
    ...DEFAULT_SWITCHES,
    rxDiscard: false,
    shortWrite: 'closes',
    handshake: '2.8',
    replay: true,
    signatures: true,
    capacity: 120,
    fullOfProtected: 'refuse',
    longNameBytes: 24,
    ignoreErasesKey: false,
    warmStore: 100,
    addContact: '2.8',
    numbersFromKeys: true,
  },
};

export const PROFILES: Readonly<Record<string, Profile>> = {
  '2.7': CURRENT,
  '2.7-s3': { ...CURRENT, switches: { ...DEFAULT_SWITCHES, packetQueue: 32, capacity: 250 } },
  '2.7.15': BEFORE_IDLE_TIMEOUT,
  '2.6': BEFORE_LIMITS,
  '2.8': NEXT,
  'native-2.8': {
    ...NEXT,
    switches: {
      ...NEXT.switches,
      rebootEnds: 'eof',
      awaySeconds: 0.1,
      writeMsPerFrame: 0,
      queueStatusPerPacket: 2,
      idRing: 0,
      rebootCount: 'zero',
      packetQueue: 100,
      capacity: 250,
    },
  },
};

/** The profile of that name; throws UserError with the names that there are. */
export function profileOf(name: string): Profile {
  const profile = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (!profile) throw new UserError(`no profile ${name}; there are ${Object.keys(PROFILES).join(', ')}`);
  return profile;
}
