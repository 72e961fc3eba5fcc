import type { ChatSettings } from '../bot/settings.js';
import type { Config } from '../config.js';
import { ChatClient } from '../services/llm/chat-client.js';
import { Guards } from '../services/llm/guards.js';
import { LlmService } from '../services/llm/llm.js';
import { isInHouse } from '../util/in-house.js';
import { type Asking, type ServiceParts, switchedOff } from './asking.js';

/** What is read before the machine is made to think. */
export interface LlmReadings {
  readonly cpuCelsius: () => Promise<number | undefined>;
  /** Absent where nobody measures it. */
  readonly batteryVolts?: () => number | undefined;
}

export function createLlm(asking: Asking, readings: LlmReadings): ServiceParts {
  const { llm: settings, commands } = asking.config;
  if (!settings.enabled) return switchedOff('llm');
  const { baseUrl, flavor, model, apiKey, maxCpuCelsius, minBatteryVolts } = settings;
  const client = new ChatClient({
    http: asking.http,
    baseUrl,
    flavor,
    model,
    ...(apiKey && { apiKey: apiKey.reveal() }),
  });
  const guards = new Guards({
    ...readings,
    ...(maxCpuCelsius > 0 && { maxCpuCelsius }),
    ...(minBatteryVolts > 0 && { minBatteryVolts }),
  });
  const llm = new LlmService({ ...asking, client, guards, prefixes: commands.prefixes });
  return { outside: { llm }, reports: () => [llm.report()], parts: [llm] };
}

export function chatSettings({ llm }: Config): ChatSettings {
  const { freeDm, baseUrl, contextMessages, contextSeconds, timeoutSeconds, maxTokens } = llm;
  return {
    freeDm: freeDm && llm.enabled,
    isLocal: isInHouse(baseUrl),
    maxMessages: contextMessages,
    keepMs: contextSeconds * 1000,
    timeoutMs: { mesh: timeoutSeconds.mesh * 1000, chat: timeoutSeconds.telegram * 1000 },
    maxTokens: { mesh: maxTokens.mesh, chat: maxTokens.telegram },
  };
}
