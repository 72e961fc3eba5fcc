/** The one node that the bot holds. */
import { z } from 'zod';
import { nodeAddress, nodeId, plainText } from './values.js';

export const node = z
  .strictObject({
    address: nodeAddress.meta({
      description:
        'The node: HOST, HOST:PORT, tcp://HOST[:PORT], [v6]:PORT, or serial:/dev/ttyACM0 for a cable. The port is 4403 unless named.',
    }),
    name: plainText().optional().meta({ description: 'How the bot calls the node. Default: its long name.' }),
    discover: z.boolean().default(true).meta({
      description:
        'A node that is away for a minute is looked for in the local network (mDNS), and followed to its new address when it is there under its id.',
    }),
    id: nodeId.optional().meta({
      description:
        'The id of the node, as "!0b07ba5e": no other one is then taken, not even at node.address. Default: the node that answers there.',
    }),
  })
  .prefault({} as { address: string })
  .meta({ description: 'The one node that the bot holds.' });
