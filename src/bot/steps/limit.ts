import type { Clock } from '../../util/clock.js';
import type { Call, Command, Reply, Step } from '../command.js';
import { wait } from '../format.js';
import type { Limits } from '../limits.js';
import { COMMON } from '../texts.js';

export interface LimitDeps {
  readonly clock: Clock;
  readonly limits: Limits;
}

/** All limits of the mesh; on Telegram those of one person. At the console there are none. */
export function createLimit({ clock, limits }: LimitDeps): Step {
  return async (call, command, next) => {
    if (call.request.platform === 'console') return next();
    if (call.request.platform === 'telegram') return onTelegram(call, command, limits, next);
    if (limits.gate() === 'admins' && call.request.user.role !== 'admin') {
      limits.holdBack();
      return { silence: 'busy air' };
    }
    const refusal =
      shareOver(call, limits) ?? stillCooling(call, command, limits) ?? publicLimit(call, limits);
    if (refusal) return refusal;
    if (!(await hasRoom(call, { clock, limits }))) return { silence: 'global limit' };
    return withCooling(call, command, limits, next);
  };
}

async function onTelegram(
  call: Call,
  command: Command,
  limits: Limits,
  next: () => Promise<Reply>,
): Promise<Reply> {
  const refusal = shareOver(call, limits) ?? stillCooling(call, command, limits);
  return refusal ?? withCooling(call, command, limits, next);
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

/** Those who are known wait for room, the others get none. */
async function hasRoom({ request, signal }: Call, { clock, limits }: LimitDeps): Promise<boolean> {
  let waitMs = limits.takeGlobal();
  while (waitMs > 0 && request.user.role !== 'any') {
    await clock.sleep('bot.global-limit', waitMs, signal);
    waitMs = limits.takeGlobal();
  }
  return waitMs === 0;
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
