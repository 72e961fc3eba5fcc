import { describe, expect, it } from 'vitest';
import { toChannelIndex } from '../../src/mesh/ids.js';
import { LONG_FAST } from '../../src/mesh/modem.js';
import { channelName } from '../../src/mesh/own-node.js';

describe('channelName', () => {
  const channel = { index: toChannelIndex(0), name: '', role: 'primary' } as const;

  it('calls a channel without a name after the preset', () => {
    expect(channelName(channel, LONG_FAST)).toBe('LongFast');
  });

  it('keeps a name of its own', () => {
    expect(channelName({ ...channel, name: 'Lyon' }, LONG_FAST)).toBe('Lyon');
  });
});
