import type { Step } from '../command.js';
import { usageError } from '../usage.js';

/** Too few and too many arguments are mistakes that are told, never passed over. */
export const checkArguments: Step = async (call, command, next) => {
  const { min, max } = command.args ?? { min: 0, max: 0 };
  if (call.args.length < min || call.args.length > max) throw usageError(command, call);
  return next();
};
