import { longNameOf } from '../bot/node-names.js';
import type { Request } from '../bot/request.js';
import type { Answer, Router } from '../bot/router.js';
import type { BotSettings } from '../bot/settings.js';
import { BROADCAST_NUM, formatNodeId } from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { TextPacket } from '../mesh/packet.js';
import type { Outgoing, Radio } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { ChannelNames } from './mesh-channels.js';
import { type Ignored, MeshFilter } from './mesh-filter.js';
import { roleOf } from './mesh-role.js';

export interface MeshPlatformDeps {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  readonly router: Pick<Router, 'handle'>;
  readonly settings: BotSettings;
  readonly clock: Clock;
  readonly log: Log;
}

/** Text messages for us become requests, and answers go back the way the question came. */
export class MeshPlatform implements Lifecycle {
  readonly name = 'mesh';
  readonly #deps: MeshPlatformDeps;
  readonly #filter: MeshFilter;
  readonly #channels: ChannelNames;
  #stop: Stop | undefined;

  constructor(deps: MeshPlatformDeps) {
    this.#deps = deps;
    this.#filter = new MeshFilter(deps);
    this.#channels = new ChannelNames(deps);
  }

  /** Texts that were not taken as questions, by reason. */
  get ignored(): Readonly<Record<Ignored, number>> {
    return this.#filter.counts;
  }

  start(): void {
    const stops = [
      this.#deps.radio.on('state', ({ state }) => {
        if (state === 'ready') this.#channels.check();
      }),
      this.#deps.radio.on('packet', (packet) => {
        if (packet.kind === 'text') void this.#receive(packet);
      }),
    ];
    this.#channels.check();
    this.#stop = () => {
      for (const stop of stops) stop();
    };
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  async #receive(packet: TextPacket): Promise<void> {
    if (!this.#filter.accepts(packet)) return;
    if (!packet.isDirect && !this.#channels.isTrusted(packet.channel)) return;
    const answer = await this.#deps.router.handle(this.#request(packet));
    if (answer && this.#stop) this.#send(packet, answer);
  }

  #request(packet: TextPacket): Request {
    const { nodes, settings } = this.#deps;
    const own = packet.isDirect ? undefined : settings.channels.language[packet.channel];
    return {
      platform: 'mesh',
      user: {
        id: `mesh:${formatNodeId(packet.from)}`,
        name: longNameOf(nodes, packet.from),
        role: roleOf(packet, nodes, settings),
        nodeNum: packet.from,
      },
      text: packet.text,
      channel: packet.channel,
      isDirect: packet.isDirect,
      isBrief: true,
      language: own ?? settings.language,
      receivedAt: packet.receivedAt,
      packet,
    };
  }

  /** What was asked in private is never answered in public. */
  #send(question: TextPacket, answer: Answer): void {
    const [text] = answer.pages;
    if (!text) return;
    const isPrivate = question.isDirect || answer.sendByDm;
    const message: Outgoing = {
      to: isPrivate ? question.from : BROADCAST_NUM,
      channel: question.channel,
      content: { kind: 'text', text, replyId: question.id },
      priority: 'reply',
      ttlMs: this.#deps.settings.replyTtlMs,
    };
    this.#filter.rememberAnswer(text);
    void this.#deps.radio.send(message);
  }
}
