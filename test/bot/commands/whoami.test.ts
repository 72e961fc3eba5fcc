import { expect, it } from 'vitest';
import { aDesk } from '../../support/bot-desk.js';
import { ALPHA, aText, KEY, OTHER_KEY } from '../../support/builders.js';

it('shows an admin the key that he wrote under, though another one was seen before', async () => {
  const desk = aDesk();
  expect(desk.nodes.get(ALPHA)?.firstKey?.key).toEqual(KEY);
  desk.keys.announce(ALPHA, KEY);
  desk.keys.announce(ALPHA, OTHER_KEY);
  const packet = aText('/whoami', { pkiEncrypted: true, publicKey: OTHER_KEY });
  const user = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin', nodeNum: ALPHA } as const;
  expect(await desk.ask('/whoami', { user, packet })).toContain(
    `Proof: PKI, key ${Buffer.from(OTHER_KEY).toString('base64').slice(0, 8)} since`,
  );
});
