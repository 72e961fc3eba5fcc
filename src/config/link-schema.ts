/** What concerns the connection to the node, its keys and the nodes beside it. */
import { z } from 'zod';
import { nodeAddress, plainText, seconds, whole } from './values.js';

export const link = z
  .strictObject({
    heartbeatSeconds: seconds(1, 600).default(10).meta({
      description: 'How often the node is asked for a sign of life. It costs no airtime.',
      unit: 's',
    }),
    silenceSeconds: seconds(5, 3600).default(42).meta({
      description:
        'No frame for so long ends the session. A living node may stall for 30 s, so less than the heartbeat + 30 is warned of.',
      unit: 's',
    }),
    connectSeconds: seconds(1, 300).default(10).meta({
      description: 'How long one try to connect may take.',
      unit: 's',
    }),
    handshakeSilenceSeconds: seconds(2, 300).default(20).meta({
      description:
        'How long the node may pause while it tells its configuration; it is asked once more, then left.',
      unit: 's',
    }),
    retryMaxSeconds: seconds(1, 3600).default(15).meta({
      description: 'The longest wait between two tries to reach a node that is away.',
      unit: 's',
    }),
    preventiveReconnectMinutes: whole(0, 43_200)
      .refine((minutes) => minutes === 0 || minutes >= 10, 'must be 0 (never) or at least 10')
      .default(0)
      .meta({
        description: 'A new connection after so long, whether the old one works or not; 0 is never.',
        unit: 'min',
      }),
    alertAfterSeconds: seconds(5, 86_400).default(60).meta({
      description: 'An outage longer than this is told to people, and so is its end.',
      unit: 's',
    }),
  })
  .refine((written) => written.silenceSeconds > written.heartbeatSeconds, {
    path: ['silenceSeconds'],
    error: 'must be longer than link.heartbeatSeconds, or every session ends before its first answer',
  })
  .prefault({})
  .meta({ description: 'The connection to the node.' });

export const keys = z
  .strictObject({
    onReconnect: z.boolean().default(true).meta({
      description: "Compare the node's keys with ours after each reconnect too, not only now and then.",
    }),
    delaySeconds: seconds(0, 3600).default(30).meta({
      description: 'The comparison waits for so long after the link is ready.',
      unit: 's',
    }),
    periodSeconds: seconds(10, 86_400).default(300).meta({
      description: 'Between two comparisons while the link holds.',
      unit: 's',
    }),
    addPerHour: whole(0, 1000).default(20).meta({
      description: 'So many missing keys may be given to the node in an hour, each just before it is needed.',
      unit: 'keys',
    }),
  })
  .prefault({})
  .meta({ description: 'The public keys of the mesh, which direct messages need.' });

const remoteNode = z.strictObject({
  name: plainText()
    .max(40)
    .refine(
      (name) => !/^(all|new|\d+)$/i.test(name.trim()),
      'means something else in /nodes: choose another name',
    )
    .meta({ description: 'How the bot calls it; /nodes NAME tells how it is.' }),
  address: nodeAddress.meta({ description: 'As node.address.' }),
  checkSeconds: seconds(30, 86_400).default(300).meta({ description: 'Between two looks at it.', unit: 's' }),
});

export const remoteNodes = z
  .array(remoteNode)
  .superRefine((nodes, context) => {
    for (const [at, { name, address }] of nodes.entries()) {
      const before = nodes.slice(0, at);
      if (before.some((other) => other.name === name))
        context.addIssue({
          code: 'custom',
          path: [at, 'name'],
          message: 'is the name of another remote node',
        });
      if (before.some((other) => other.address === address))
        context.addIssue({
          code: 'custom',
          path: [at, 'address'],
          message: 'is the address of another remote node',
        });
    }
  })
  .prefault([])
  .meta({
    description:
      'Other nodes on the network that are looked at now and then, as { name, address, checkSeconds: 300 }; never the node itself.',
  });
