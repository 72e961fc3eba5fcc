import { fromBinary } from '@bufbuild/protobuf';
import { Admin, Mesh, Portnums } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { toPacketId } from '../../src/mesh/ids.js';
import { type AdminRequest, encodeAdminRequest } from '../../src/radio/codec-admin.js';
import { ALPHA, aUser, BASE, KEY } from '../support/builders.js';

/** What the node reads. */
function requestIn(request: AdminRequest) {
  const frame = encodeAdminRequest(BASE, toPacketId(9), request);
  const { payloadVariant } = fromBinary(Mesh.ToRadioSchema, frame.subarray(4));
  if (payloadVariant.case !== 'packet') throw new Error('no packet');
  const { payloadVariant: inside, ...header } = payloadVariant.value;
  if (inside.case !== 'decoded') throw new Error('not decoded');
  const { payload, ...data } = inside.value;
  return { header, data, variant: fromBinary(Admin.AdminMessageSchema, payload).payloadVariant };
}

const contactOf = (changes: Parameters<typeof aUser>[2]) => {
  const user = aUser('Alpha', 'ALPH', changes);
  const { variant } = requestIn({ kind: 'addContact', nodeNum: ALPHA, user });
  return variant.case === 'addContact' ? variant.value : undefined;
};

describe('a request to our own node', () => {
  it('goes to itself, without hops, and wants an answer', () => {
    const { header, data, variant } = requestIn({ kind: 'removeFavorite', nodeNum: ALPHA });
    expect(header).toMatchObject({ from: BASE, to: BASE, id: 9, hopLimit: 0, channel: 0, wantAck: false });
    expect(data).toMatchObject({ portnum: Portnums.PortNum.ADMIN_APP, wantResponse: true });
    expect(variant).toEqual({ case: 'removeFavoriteNode', value: ALPHA });
  });

  it('restarts it after so many seconds', () => {
    expect(requestIn({ kind: 'reboot', seconds: 5 }).variant).toEqual({ case: 'rebootSeconds', value: 5 });
  });

  it('brings all that is known of a contact, and never calls it verified', () => {
    expect(
      contactOf({ publicKey: KEY, role: 'ROUTER', isUnmessagable: true, isLicensed: true }),
    ).toMatchObject({
      nodeNum: ALPHA,
      manuallyVerified: false,
      shouldIgnore: false,
      user: {
        id: '!16fad3dc',
        longName: 'Alpha',
        shortName: 'ALPH',
        hwModel: Mesh.HardwareModel.TBEAM,
        role: 2,
        isUnmessagable: true,
        isLicensed: true,
        publicKey: KEY,
      },
    });
  });

  it('keeps numbers that have no name yet, and sends 0 for a name that it does not know', () => {
    expect(contactOf({ hwModel: 'HW_250', role: 'ROLE_99' })?.user).toMatchObject({ hwModel: 250, role: 99 });
    expect(contactOf({ hwModel: 'constructor' })?.user).toMatchObject({
      hwModel: 0,
      publicKey: new Uint8Array(),
    });
  });
});
