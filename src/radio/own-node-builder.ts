import { isOneNode, type NodeNum } from '../mesh/ids.js';
import type { NodeReport } from '../mesh/mesh-node.js';
import { LONG_FAST } from '../mesh/modem.js';
import type { Channel, OwnNode } from '../mesh/own-node.js';
import type { FromNode } from './codec.js';
import type { LoraFacts } from './codec-config.js';

/** Installed default (firmware src/mesh/Default.h); a node without LoRa configuration says nothing else. */
const DEFAULT_LORA: LoraFacts = { modem: LONG_FAST, region: 'UNSET', hopLimit: 3, txEnabled: true };

/** The largest node database holds 250 (2.7) and a warm store of 2000 (2.8). */
const MAX_REPORTS = 2000;

/** Gathers what a handshake tells of the node itself. One builder, one handshake. */
export class OwnNodeBuilder {
  #nodeNum: NodeNum | undefined;
  #rebootCount = 0;
  #firmware = '';
  #hwModel = '';
  #lora = DEFAULT_LORA;
  #hasNeighborInfo = false;
  readonly #channels: Channel[] = [];
  readonly #reports = new Map<NodeNum, NodeReport>();

  /** Returns whether the message is part of the dump. */
  take(message: FromNode): boolean {
    switch (message.kind) {
      case 'myInfo':
        this.#nodeNum = message.nodeNum;
        this.#rebootCount = message.rebootCount;
        return true;
      case 'metadata':
        this.#firmware = message.firmware;
        this.#hwModel = message.hwModel;
        return true;
      case 'channel':
        this.#channels[message.channel.index] = message.channel;
        return true;
      case 'lora':
        this.#lora = message.facts;
        return true;
      case 'neighborModule':
        this.#hasNeighborInfo = message.isEnabled;
        return true;
      case 'node':
        if (this.#reports.size < MAX_REPORTS || message.report.nodeNum === this.#nodeNum) {
          this.#reports.set(message.report.nodeNum, message.report);
        }
        return true;
      case 'config':
        return true;
      default:
        return false;
    }
  }

  /** Nodes told of so far, the node itself included. */
  get nodeCount(): number {
    return this.#reports.size;
  }

  /** Undefined when the dump told no number of the node itself: then it is worth nothing. */
  build(): OwnNode | undefined {
    const nodeNum = this.#nodeNum;
    if (nodeNum === undefined || !isOneNode(nodeNum)) return undefined;
    const user = this.#reports.get(nodeNum)?.user;
    return {
      nodeNum,
      longName: user?.longName ?? '',
      shortName: user?.shortName ?? '',
      firmware: this.#firmware,
      hwModel: this.#hwModel,
      rebootCount: this.#rebootCount,
      channels: this.#channels.filter((channel) => channel !== undefined),
      modem: this.#lora.modem,
      region: this.#lora.region,
      hopLimit: this.#lora.hopLimit || DEFAULT_LORA.hopLimit,
      txEnabled: this.#lora.txEnabled,
      hasNeighborInfo: this.#hasNeighborInfo,
    };
  }
}
