/** What each part wants to know, out of the configuration: seconds become milliseconds here and nowhere else. */

import { type BotSettings, DEFAULT_BOT_SETTINGS } from '../bot/settings.js';
import type { Config } from '../config.js';
import type { RetentionSettings } from '../history/retention.js';
import type { KeySettings } from '../radio/keys/key-keeper.js';
import type { LinkSettings } from '../radio/link-settings.js';
import type { RemoteNodeSettings } from '../radio/remote-nodes.js';
import type { WeatherSettings } from '../services/weather/weather.js';
import { chatSettings } from './llm.js';

export function linkSettings({ link }: Config): LinkSettings {
  return {
    heartbeatMs: link.heartbeatSeconds * 1000,
    silenceMs: link.silenceSeconds * 1000,
    connectMs: link.connectSeconds * 1000,
    handshakeSilenceMs: link.handshakeSilenceSeconds * 1000,
    retryMaxMs: link.retryMaxSeconds * 1000,
    alertAfterMs: link.alertAfterSeconds * 1000,
    preventiveReconnectMs: link.preventiveReconnectMinutes * 60_000,
  };
}

export function keySettings({ keys }: Config): KeySettings {
  return {
    onReconnect: keys.onReconnect,
    delayMs: keys.delaySeconds * 1000,
    periodMs: keys.periodSeconds * 1000,
    addPerHour: keys.addPerHour,
  };
}

export function remoteNodeSettings({ remoteNodes }: Config): readonly RemoteNodeSettings[] {
  return remoteNodes.map(({ name, address, checkSeconds }) => ({
    name,
    address,
    checkMs: checkSeconds * 1000,
  }));
}

export function retentionSettings({ history }: Config): RetentionSettings {
  const { packetDays, messageDays, telemetryDays, statsDays, maxMegabytes } = history;
  return { packetDays, messageDays, telemetryDays, statsDays, ceilingBytes: maxMegabytes * 1_000_000 };
}

export function weatherSettings({ weather }: Config): WeatherSettings {
  const { freshSeconds, timeoutSeconds, ...rest } = weather;
  return { ...rest, freshMs: freshSeconds * 1000, timeoutMs: timeoutSeconds * 1000 };
}

export function botSettings(config: Config, version: string): BotSettings {
  const { commands, outbox } = config;
  return {
    ...DEFAULT_BOT_SETTINGS,
    language: config.language,
    ...(config.position && { position: config.position }),
    ...(config.weather.homeName !== undefined && { homeName: config.weather.homeName }),
    limits: config.limits,
    channels: config.channels,
    commands: {
      prefixes: commands.prefixes,
      maxPages: commands.maxPages,
      acceptViaMqtt: commands.acceptViaMqtt,
      disabled: commands.disabled,
      echo: commands.echo,
      say: { channels: config.telegram.sayChannels },
      missed: commands.missed,
      bot: commands.bot,
      announce: commands.announce,
      trace: { ...DEFAULT_BOT_SETTINGS.commands.trace, cooldownSeconds: commands.trace.cooldownSeconds },
    },
    chat: chatSettings(config),
    alerts: { quietHours: config.alerts.quietHours, maxSubscribers: config.alerts.maxSubscribers },
    admins: config.admins,
    replyTtlMs: outbox.replyTtlSeconds * 1000,
    version,
    dataDir: config.dataDir,
  };
}
