import type { AuditLog, AuditResult } from '../../mesh/audit-log.js';
import { fingerprintOf } from '../../mesh/key-store.js';
import type { Clock } from '../../util/clock.js';
import { UserError } from '../../util/errors.js';
import { cleanName, cutToBytes } from '../../util/text.js';
import type { Call, Command, Reply, Step } from '../command.js';
import { StoppedError, TimeoutError } from '../deadline.js';
import { neededRole } from '../permissions.js';
import type { Request } from '../request.js';

/** More than a packet holds. */
const LINE_BYTES = 300;

/** Notes each order that needs an admin: who gave it, how that was proved, and what came of it. */
export function createAudit({ audit, clock }: { readonly audit: AuditLog; readonly clock: Clock }): Step {
  return async (call, command, next) => {
    if (neededRole(call, command) !== 'admin') return next();
    const order = orderOf(call, command);
    const note = (result: AuditResult) => audit.record({ at: clock.now(), ...order, result });
    try {
      const reply = await next();
      note(resultOf(reply));
      return reply;
    } catch (error) {
      note(failureOf(error));
      throw error;
    }
  };
}

/** Made before the command runs: a confirmation no longer waits afterwards. */
function orderOf(call: Call, command: Command) {
  const { request } = call;
  const line = command.lineForAudit?.(call) ?? request.text;
  return {
    who: request.user.id,
    proof: proofOf(request),
    platform: request.platform,
    command: cutToBytes(cleanName(line), LINE_BYTES),
  };
}

/** Only who was proved has shown a key that means something: anybody can send one. */
function proofOf({ platform, user, packet }: Request): string {
  if (platform === 'console') return 'local user';
  if (platform === 'telegram') return 'telegram account';
  const key = packet?.publicKey;
  return user.role === 'any' || !key ? 'none' : `key ${fingerprintOf(key)}`;
}

function resultOf(reply: Reply): AuditResult {
  if (typeof reply === 'string') return 'done';
  if ('silence' in reply) return 'silent';
  return reply.outcome === 'asked' || reply.outcome === 'refused' ? reply.outcome : 'done';
}

function failureOf(error: unknown): AuditResult {
  if (error instanceof UserError) return 'refused';
  if (error instanceof TimeoutError) return 'timeout';
  return error instanceof StoppedError ? 'stopped' : 'failed';
}
