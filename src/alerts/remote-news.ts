import type { Texts } from '../bot/command.js';
import type { RemoteFacts, RemoteNodes } from '../mesh/remote-node.js';
import type { Stop } from '../util/clock.js';
import type { AlertTexts, Watch, WatchBell } from './alert.js';
import type { WatchMemory } from './watch-memory.js';

/** What is compared. */
type KnownRemote = Pick<RemoteFacts, 'nodeNum' | 'firmware' | 'bootCount' | 'uptimeSeconds'>;

/** A node beside our own, as two looks in a row that reached it show it. */
interface Comparison {
  readonly name: string;
  readonly before: KnownRemote;
  readonly now: KnownRemote;
}

/** Compares each look that reached a node with the one before; what one look left out stays as it was. */
abstract class RemoteNews<Facts extends Readonly<Record<string, unknown>>> {
  readonly topics = ['link'] as const;
  readonly levels = [];
  readonly #remoteNodes: Pick<RemoteNodes, 'on'>;
  readonly #memory: WatchMemory<KnownRemote>;
  #stop: Stop = () => {};

  constructor(remoteNodes: Pick<RemoteNodes, 'on'>, memory: WatchMemory<KnownRemote>) {
    this.#remoteNodes = remoteNodes;
    this.#memory = memory;
  }

  start(bell: WatchBell): void {
    this.#memory.load();
    this.#stop = this.#remoteNodes.on('look', ({ name, outcome }) => {
      if (outcome.kind !== 'reached') return;
      const facts = this.#compare(name, outcome.facts);
      if (facts) bell.happened({ subject: name, facts });
    });
  }

  stop(): void {
    this.#stop();
  }

  look(): readonly [] {
    return [];
  }

  #compare(name: string, now: RemoteFacts): Facts | undefined {
    const before = this.#memory.get(name);
    const isSame = before?.nodeNum === now.nodeNum;
    this.#memory.put(name, { ...(isSame && before), ...keptOf(now) });
    return before && isSame ? this.news({ name, before, now }) : undefined;
  }

  /** What is to be told; undefined for nothing. */
  protected abstract news(comparison: Comparison): Facts | undefined;
}

/** The uptime changes with every look, and is worth nothing beside a counter. */
function keptOf({ nodeNum, firmware, bootCount, uptimeSeconds }: RemoteFacts): KnownRemote {
  return {
    nodeNum,
    ...(firmware !== undefined && { firmware }),
    ...(bootCount !== undefined && { bootCount }),
    ...(bootCount === undefined && uptimeSeconds !== undefined && { uptimeSeconds }),
  };
}

type RestartFacts = { readonly name: string };

const RESTART_TEXTS: Texts<AlertTexts<RestartFacts>> = {
  en: {
    label: 'remote restart',
    brief: ({ facts }) => facts.name,
    raised: ({ facts }) => `🔄 ${facts.name} has restarted.`,
    cleared: ({ facts }) => `🟢 ${facts.name} has restarted.`,
  },
  fr: {
    label: 'redémarrage distant',
    brief: ({ facts }) => facts.name,
    raised: ({ facts }) => `🔄 ${facts.name} a redémarré.`,
    cleared: ({ facts }) => `🟢 ${facts.name} a redémarré.`,
  },
};

/** A node beside our own has restarted. */
export class RemoteRestartWatch extends RemoteNews<RestartFacts> implements Watch<RestartFacts> {
  readonly name = 'remote-node-restart';
  readonly texts = RESTART_TEXTS;
  readonly sample: RestartFacts = { name: 'Hill' };

  protected news({ name, before, now }: Comparison): RestartFacts | undefined {
    return hasRestarted(before, now) ? { name } : undefined;
  }
}

type FirmwareFacts = { readonly name: string; readonly firmware: string; readonly before: string };

const FIRMWARE_TEXTS: Texts<AlertTexts<FirmwareFacts>> = {
  en: {
    label: 'firmware',
    brief: ({ facts }) => `${facts.name} ${facts.firmware}`,
    raised: ({ facts: { name, firmware, before } }) =>
      `⬆ ${name} now runs firmware ${firmware}, before ${before}.`,
    cleared: ({ facts: { name, firmware } }) => `⬆ ${name} runs firmware ${firmware}.`,
  },
  fr: {
    label: 'micrologiciel',
    brief: ({ facts }) => `${facts.name} ${facts.firmware}`,
    raised: ({ facts: { name, firmware, before } }) =>
      `⬆ ${name} a le micrologiciel ${firmware}, avant ${before}.`,
    cleared: ({ facts: { name, firmware } }) => `⬆ ${name} a le micrologiciel ${firmware}.`,
  },
};

/** A node beside our own has another firmware than before. */
export class RemoteFirmwareWatch extends RemoteNews<FirmwareFacts> implements Watch<FirmwareFacts> {
  readonly name = 'remote-node-firmware';
  readonly texts = FIRMWARE_TEXTS;
  readonly sample: FirmwareFacts = { name: 'Hill', firmware: '2.7.26', before: '2.7.20' };

  protected news({ name, before, now }: Comparison): FirmwareFacts | undefined {
    const { firmware } = now;
    if (before.firmware === undefined || firmware === undefined || before.firmware === firmware)
      return undefined;
    return { name, firmware, before: before.firmware };
  }
}

/**
 * A node that counts its boots is judged by that alone: the uptime in its database is that of its last telemetry,
 * which after a restart can be older than the restart.
 */
function hasRestarted(before: KnownRemote, now: KnownRemote): boolean {
  if (before.bootCount !== undefined && now.bootCount !== undefined) return now.bootCount > before.bootCount;
  const { uptimeSeconds } = now;
  return (
    before.uptimeSeconds !== undefined && uptimeSeconds !== undefined && uptimeSeconds < before.uptimeSeconds
  );
}
