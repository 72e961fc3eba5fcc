import type { House } from '../bot/house.js';
import { longNameOf } from '../bot/node-names.js';
import type { Request } from '../bot/request.js';
import type { Answer, Router } from '../bot/router.js';
import type { BotSettings } from '../bot/settings.js';
import { BROADCAST_NUM, formatNodeId } from '../mesh/ids.js';
import type { TextPacket } from '../mesh/packet.js';
import type { Outgoing, Radio } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { ChannelNames } from './mesh-channels.js';
import { type Ignored, MeshFilter } from './mesh-filter.js';
import { isSealed, type ProofSources, roleOf } from './mesh-role.js';
import { OwnBroadcasts } from './own-broadcasts.js';

export interface MeshPlatformDeps extends Pick<ProofSources, 'nodes' | 'keysOf'> {
  readonly radio: Radio;
  readonly router: Pick<Router, 'handle'>;
  readonly settings: BotSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Absent where no key is trusted but those of the configuration. */
  readonly house?: Pick<House, 'trustedKey' | 'isNewMessage'>;
}

/** Text messages for us become requests, and answers go back the way the question came. */
export class MeshPlatform implements Lifecycle {
  readonly name = 'mesh';
  readonly #deps: MeshPlatformDeps;
  readonly #sent: OwnBroadcasts;
  readonly #filter: MeshFilter;
  readonly #channels: ChannelNames;
  #stop: Stop | undefined;

  constructor(deps: MeshPlatformDeps) {
    this.#deps = deps;
    this.#sent = new OwnBroadcasts(deps.clock);
    this.#filter = new MeshFilter({ ...deps, sent: this.#sent });
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
      this.#deps.radio.on('offer', (offer) => this.#sent.remember(offer)),
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
    // Also of what is not answered, such as what came late: it must not be an order when somebody plays it again.
    const isReplay = this.#isReplay(packet);
    if (!this.#filter.accepts(packet)) return;
    if (!packet.isDirect && !this.#channels.isTrusted(packet.channel)) return;
    if (isReplay) return this.#tellOfReplay(packet);
    const answer = await this.#deps.router.handle(this.#request(packet));
    if (answer && this.#stop) this.#send(packet, answer);
  }

  /** The proof is as good the second time: only that it was here before tells that somebody plays it again. */
  #isReplay(packet: TextPacket): boolean {
    const { from, id } = packet;
    return isSealed(packet) && !(this.#deps.house?.isNewMessage({ from, id }) ?? true);
  }

  #tellOfReplay({ from, id }: TextPacket): void {
    this.#deps.log.warn('message played again: ignored', { from: formatNodeId(from), id });
  }

  #request(packet: TextPacket): Request {
    const { nodes, settings } = this.#deps;
    const own = packet.isDirect ? undefined : settings.channels.language[packet.channel];
    return {
      platform: 'mesh',
      user: {
        id: `mesh:${formatNodeId(packet.from)}`,
        name: longNameOf(nodes, packet.from),
        role: roleOf(packet, this.#deps),
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
      priority: answer.priority ?? 'reply',
      ttlMs: this.#deps.settings.replyTtlMs,
    };
    this.#filter.rememberAnswer(text);
    void this.#deps.radio.send(message);
  }
}
