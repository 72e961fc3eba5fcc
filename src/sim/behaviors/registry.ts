import { acceptClose } from './accept-close.js';
import { badText } from './bad-text.js';
import { botLoop } from './bot-loop.js';
import { bytewise } from './bytewise.js';
import { changeKey } from './change-key.js';
import { clockUnset } from './clock-unset.js';
import { coalesce } from './coalesce.js';
import { deaf } from './deaf.js';
import { discardInput } from './discard-input.js';
import { dumpCut } from './dump-cut.js';
import { dumpStall } from './dump-stall.js';
import { duplicate } from './duplicate.js';
import { dutyCycle } from './duty-cycle.js';
import { fin } from './fin.js';
import { foreignStatus } from './foreign-status.js';
import { forgetKey } from './forget-key.js';
import { freeze } from './freeze.js';
import { fullDb } from './full-db.js';
import { garbage } from './garbage.js';
import { halfOpen } from './half-open.js';
import { ignoreHeartbeats } from './ignore-heartbeats.js';
import type { BehaviorKind } from './kind.js';
import { loseAcks } from './lose-acks.js';
import { loseStatus } from './lose-status.js';
import { loss } from './loss.js';
import { lostOurKey } from './lost-our-key.js';
import { managed } from './managed.js';
import { noComplete } from './no-complete.js';
import { oversize } from './oversize.js';
import { pairInPayload } from './pair-in-payload.js';
import { partition } from './partition.js';
import { rateLimit } from './rate-limit.js';
import { reboot } from './reboot.js';
import { refuse } from './refuse.js';
import { reorder } from './reorder.js';
import { replayHistory } from './replay-history.js';
import { rst } from './rst.js';
import { silence } from './silence.js';
import { slow } from './slow.js';
import { steal } from './steal.js';
import { storm } from './storm.js';
import { stray94 } from './stray94.js';
import { telemetryOff } from './telemetry-off.js';
import { thief } from './thief.js';
import { torn } from './torn.js';
import { txFull } from './tx-full.js';
import { txOff } from './tx-off.js';
import { undecodable } from './undecodable.js';
import { unknownVariant } from './unknown-variant.js';
import { wifiRestart } from './wifi-restart.js';
import { wrongNonce } from './wrong-nonce.js';
import { zeroFrame } from './zero-frame.js';

/** All faults, by subject: link, bytes, frames, node, mesh. */
const KINDS: readonly BehaviorKind[] = [
  fin,
  rst,
  freeze,
  halfOpen,
  refuse,
  acceptClose,
  reboot,
  thief,
  wifiRestart,
  torn,
  stray94,
  pairInPayload,
  garbage,
  oversize,
  undecodable,
  unknownVariant,
  zeroFrame,
  dumpStall,
  dumpCut,
  slow,
  bytewise,
  coalesce,
  wrongNonce,
  noComplete,
  loseStatus,
  foreignStatus,
  loseAcks,
  duplicate,
  reorder,
  replayHistory,
  steal,
  discardInput,
  ignoreHeartbeats,
  fullDb,
  forgetKey,
  changeKey,
  lostOurKey,
  rateLimit,
  dutyCycle,
  txFull,
  txOff,
  clockUnset,
  managed,
  telemetryOff,
  silence,
  storm,
  loss,
  deaf,
  partition,
  badText,
  botLoop,
];

/** Every fault by its name. */
export const BEHAVIORS: ReadonlyMap<string, BehaviorKind> = new Map(KINDS.map((kind) => [kind.name, kind]));
