import type { Clock } from '../../util/clock.js';
import type { AirtimeDeps } from '../airtime.js';
import type { Call, Command, Reply, Step } from '../command.js';
import { wait } from '../format.js';
import type { Limits } from '../limits.js';
import { busyForAll } from '../suspension.js';
import { COMMON } from '../texts.js';
import { WaitingLine } from '../waiting-line.js';

export interface LimitDeps extends AirtimeDeps {
  readonly clock: Clock;
  readonly limits: Limits;
}

/**
 * All limits of the mesh; on Telegram those of one person, and those of the mesh for what goes on the air. At the
 * console there are none.
 */
export function createLimit(deps: LimitDeps): Step {
  const { clock, limits } = deps;
  const line = new WaitingLine(clock, () => limits.takeGlobal());
  return async (call, command, next) => {
    if (call.request.platform === 'console') return next();
    if (call.request.platform === 'telegram') return onTelegram(call, command, deps, next);
    if (limits.gate() === 'admins' && call.request.user.role !== 'admin') {
      limits.holdBack();
      return { silence: 'busy air' };
    }
    const refusal =
      shareOver(call, limits) ?? stillCooling(call, command, limits) ?? publicLimit(call, limits);
    if (refusal) return refusal;
    if (!(await hasRoom(call, limits, line))) return { silence: 'global limit' };
    return withCooling(call, command, limits, next);
  };
}

async function onTelegram(
  call: Call,
  command: Command,
  deps: LimitDeps,
  next: () => Promise<Reply>,
): Promise<Reply> {
  const { limits } = deps;
  const refusal = shareOver(call, limits) ?? stillCooling(call, command, limits);
  if (refusal) return refusal;
  const held = command.transmits ? heldFromMesh(call, deps) : undefined;
  return held ?? withCooling(call, command, limits, next);
}

/** Whoever asks for airtime is counted as those who ask by it. */
function heldFromMesh(call: Call, deps: LimitDeps): Reply | undefined {
  const { limits } = deps;
  const { request, language } = call;
  const busy = request.user.role === 'admin' ? undefined : busyForAll(deps, language);
  if (busy !== undefined) {
    limits.holdBack();
    return { text: busy, outcome: 'limited' };
  }
  const waitMs = limits.takeOnMesh(request);
  if (waitMs > 0) {
    const { commands, windowMs } = limits.onMesh(request);
    return notice(call, limits, COMMON[language].limited(commands, wait(windowMs), wait(waitMs)));
  }
  return fullForAll(call, limits);
}

function shareOver(call: Call, limits: Limits): Reply | undefined {
  const waitMs = limits.takeCommand(call.request);
  if (waitMs === 0) return undefined;
  const { of, windowMs } = limits.left(call.request);
  return notice(call, limits, COMMON[call.language].limited(of, wait(windowMs), wait(waitMs)));
}

function stillCooling(call: Call, command: Command, limits: Limits): Reply | undefined {
  const pauseMs = command.cooldownMs?.(call) ?? 0;
  const waitMs = limits.coolingMs(call.request, command.name);
  if (pauseMs === 0 || waitMs === 0) return undefined;
  const { name } = command.texts[call.language];
  return notice(call, limits, COMMON[call.language].cooling(name, wait(pauseMs), wait(waitMs)));
}

function notice(call: Call, limits: Limits, text: string): Reply {
  if (!limits.takeNotice(call.request)) return { silence: 'silenced' };
  return { text, byDm: true, outcome: 'limited' };
}

function publicLimit({ request }: Call, limits: Limits): Reply | undefined {
  if (request.isDirect) return undefined;
  if (!limits.takeQuestion(request)) return { silence: 'repeated' };
  return limits.takeChannel(request) ? undefined : { silence: 'channel limit' };
}

/** Those who are known wait for room, the others get none, and an admin needs none: he may have to silence the bot. */
async function hasRoom({ request, signal }: Call, limits: Limits, line: WaitingLine): Promise<boolean> {
  return request.user.role === 'known' ? line.room(signal) : limits.takeGlobalFor(request) === 0;
}

/** Where words cost nothing, nobody is left waiting for the air. */
function fullForAll({ request, language }: Call, limits: Limits): Reply | undefined {
  const waitMs = limits.takeGlobalFor(request);
  if (waitMs === 0) return undefined;
  const { answers, windowMs } = limits.ofMesh;
  return { text: COMMON[language].meshLimited(answers, wait(windowMs), wait(waitMs)), outcome: 'limited' };
}

/** A command that failed costs no pause. */
async function withCooling(
  call: Call,
  command: Command,
  limits: Limits,
  next: () => Promise<Reply>,
): Promise<Reply> {
  const pauseMs = command.cooldownMs?.(call) ?? 0;
  if (pauseMs === 0) return next();
  limits.startCooling(call.request, command.name, pauseMs);
  try {
    return await next();
  } catch (error) {
    limits.endCooling(call.request, command.name);
    throw error;
  }
}
