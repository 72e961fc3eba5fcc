import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import multicastDns from 'multicast-dns';
import type { DiscoveryOptions } from '../../src/radio/discovery.js';

/** A node as it announces itself. */
export interface AnnouncedNode {
  readonly host: string;
  readonly port: number;
  /** Default `!0b07ba5e`. */
  readonly id?: string;
  /** Default `BASE`. */
  readonly shortName?: string;
}

/** Answers questions about nodes in a network of its own, on loopback. All nodes claim one name, as real ones do. */
export class Responder {
  /** Who answers, in that order. */
  nodes: readonly AnnouncedNode[];
  /** Bytes that come before every answer. */
  garbage: Buffer | undefined;
  asked = 0;
  readonly network: NonNullable<DiscoveryOptions['network']>;
  readonly #stop: () => Promise<void>;

  private constructor(nodes: readonly AnnouncedNode[], port: number, stop: () => Promise<void>) {
    this.nodes = nodes;
    this.network = { ip: '127.0.0.1', port, multicast: false, bind: false };
    this.#stop = stop;
  }

  static async start(...nodes: readonly AnnouncedNode[]): Promise<Responder> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const mdns = multicastDns({ socket, bind: false, multicast: false });
    const stop = () => new Promise<void>((resolve) => mdns.destroy(resolve));
    const responder = new Responder(nodes, socket.address().port, stop);
    mdns.on('query', (_query, from) => {
      responder.asked += 1;
      if (responder.garbage) socket.send(responder.garbage, from.port, from.address);
      for (const node of responder.nodes) mdns.respond({ answers: recordsOf(node) }, from);
    });
    return responder;
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}

const INSTANCE = 'Meshtastic._meshtastic._tcp.local';

function recordsOf({ host, port, id = '!0b07ba5e', shortName = 'BASE' }: AnnouncedNode) {
  const texts = [`shortname=${shortName}`, `id=${id}`];
  return [
    { type: 'SRV' as const, name: INSTANCE, data: { port, target: 'Meshtastic.local' } },
    { type: 'TXT' as const, name: INSTANCE, data: texts.map((text) => Buffer.from(text)) },
    { type: 'A' as const, name: 'Meshtastic.local', data: host },
  ];
}
