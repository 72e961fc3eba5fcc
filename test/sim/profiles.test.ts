import { describe, expect, it } from 'vitest';
import { PROFILES, profileOf } from '../../src/sim/profiles.js';
import { DEFAULT_SWITCHES, type Switches } from '../../src/sim/switches.js';
import { UserError } from '../../src/util/errors.js';

/** The switches in which a profile differs from another one. */
function differences(name: string, base: Switches): Partial<Switches> {
  const { switches } = profileOf(name);
  const entries = Object.entries(switches).filter(([key, value]) => base[key as keyof Switches] !== value);
  return Object.fromEntries(entries);
}

describe('profiles', () => {
  it('are the six of the handbook', () => {
    expect(Object.keys(PROFILES)).toEqual(['2.7', '2.7-s3', '2.7.15', '2.6', '2.8', 'native-2.8']);
  });

  it('2.7 is the default', () => {
    expect(profileOf('2.7')).toEqual({ firmware: '2.7.26.54e0d8d', switches: DEFAULT_SWITCHES });
  });

  it('2.7-s3 has more room', () => {
    expect(differences('2.7-s3', DEFAULT_SWITCHES)).toEqual({ packetQueue: 32, capacity: 250 });
  });

  it('2.7.15 knows no idle timeout and sends direct messages without a key', () => {
    expect(differences('2.7.15', DEFAULT_SWITCHES)).toEqual({
      idleSeconds: 0,
      lostClient: 'lingers',
      pki: '2.7.14',
      zeroHops: 'never-raised',
      heartbeatNonce1: 'ordinary',
      nodeInfoReplyHours: 0,
    });
  });

  it('2.6 is silent about heartbeats and limits', () => {
    expect(differences('2.6', profileOf('2.7.15').switches)).toEqual({
      heartbeat: 'silent',
      gaps: { textSeconds: 0, tracerouteSeconds: 30, othersSeconds: 10 },
      refusalTo: 'none',
      pki: '2.6',
      tracerouteAck: false,
      keyMismatch: 'keep-old-key',
      packetQueue: 32,
    });
  });

  it('2.8 tells more, signs, and keeps keys warm', () => {
    expect(differences('2.8', DEFAULT_SWITCHES)).toEqual({
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
    });
  });

  it('native-2.8 is 2.8 on a computer', () => {
    expect(differences('native-2.8', profileOf('2.8').switches)).toEqual({
      rebootEnds: 'eof',
      awaySeconds: 0.1,
      writeMsPerFrame: 0,
      queueStatusPerPacket: 2,
      idRing: 0,
      rebootCount: 'zero',
      packetQueue: 100,
      capacity: 250,
    });
  });

  it.each(['3.0', 'toString'])('refuses %s with the names that there are', (name) => {
    expect(() => profileOf(name)).toThrow(UserError);
    expect(() => profileOf(name)).toThrow('there are 2.7, 2.7-s3, 2.7.15, 2.6, 2.8, native-2.8');
  });
});
