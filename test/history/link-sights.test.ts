import { describe, expect, it } from 'vitest';
import { linkSights } from '../../src/history/link-sights.js';
import { BROADCAST_NUM, toNodeNum } from '../../src/mesh/ids.js';
import type { NeighborInfoPacket } from '../../src/mesh/packet.js';
import { ALPHA, aText, aTrace, BASE, BRAVO, CHARLIE, DELTA, OSCAR, without } from '../support/builders.js';

const neighborInfo: NeighborInfoPacket = {
  ...without(aText(''), 'kind', 'text', 'isReaction'),
  kind: 'neighborInfo',
  hopsAway: 2,
  nodeNum: OSCAR,
  neighbors: [
    { nodeNum: BRAVO, snr: 7 },
    { nodeNum: toNodeNum(0), snr: 1 },
    { nodeNum: OSCAR, snr: 1 },
  ],
};

describe('linkSights', () => {
  it('sees a link to us in what came without a relay', () => {
    expect(linkSights(aText('hi'), BASE)).toEqual([
      { sender: ALPHA, receiver: BASE, source: 'direct', snr: 6.3 },
    ]);
  });

  it.each([
    ['was relayed', aText('', { hopsAway: 1 })],
    ['tells no hops', without(aText(''), 'hopsAway')],
    ['has no SNR', without(aText(''), 'rxSnr')],
    ['came over MQTT', aText('', { viaMqtt: true })],
    ['is our own', aText('', { from: BASE })],
    ['is a traceroute over MQTT', aTrace({ viaMqtt: true })],
  ])('sees none in what %s', (_what, packet) => {
    expect(linkSights(packet, BASE)).toEqual([]);
  });

  it('sees none to us before our node has told its number', () => {
    expect(linkSights(aText('hi'), undefined)).toEqual([]);
  });

  it('takes neighbour info for what the reporting node heard, and leaves out nobody and itself', () => {
    expect(linkSights(neighborInfo, BASE)).toEqual([
      { sender: BRAVO, receiver: OSCAR, source: 'neighbor', snr: 7 },
    ]);
  });

  it('sees both ways in the answer to a traceroute, each SNR at the far end of its link', () => {
    const sights = linkSights(aTrace({ hopsAway: 1 }), BASE);
    expect(sights).toEqual([
      { sender: BASE, receiver: OSCAR, source: 'trace', snr: 8.5 },
      { sender: OSCAR, receiver: DELTA, source: 'trace', snr: -2 },
      { sender: DELTA, receiver: OSCAR, source: 'trace', snr: -3.5 },
      { sender: OSCAR, receiver: BASE, source: 'trace', snr: 7 },
    ]);
  });

  it('sees the part that a traceroute overheard on its way has passed', () => {
    const request = without(
      aTrace({
        from: ALPHA,
        to: BRAVO,
        hopsAway: 2,
        towards: { relays: [CHARLIE, OSCAR], snr: [1, 2] },
        back: { relays: [], snr: [] },
      }),
      'requestId',
    );
    expect(linkSights(request, BASE)).toEqual([
      { sender: ALPHA, receiver: CHARLIE, source: 'trace', snr: 1 },
      { sender: CHARLIE, receiver: OSCAR, source: 'trace', snr: 2 },
    ]);
  });

  it('leaves out the links of a relay that did not name itself, of an unknown SNR, and to everybody', () => {
    const trace = aTrace({
      to: BROADCAST_NUM,
      hopsAway: 3,
      towards: { relays: [undefined, OSCAR], snr: [1, 2, undefined] },
      back: { relays: [OSCAR], snr: [3, 4] },
    });
    expect(linkSights(trace, BASE)).toEqual([{ sender: DELTA, receiver: OSCAR, source: 'trace', snr: 3 }]);
  });
});
