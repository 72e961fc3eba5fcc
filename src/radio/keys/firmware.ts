type Version = readonly [major: number, minor: number, patch: number];

/** `add_contact` and the nonce that asks for nodes alone (firmware 2.6.8 src/modules/AdminModule.cpp, src/mesh/PhoneAPI.h). */
const ADD_CONTACT: Version = [2, 6, 8];
/** Keys of evicted nodes are kept in a warm store that no handshake tells of (firmware 2.8-dev src/mesh/NodeDB.cpp). */
const WARM_STORE: Version = [2, 8, 0];

/** False also for a version that cannot be read. */
export function canAddContacts(firmware: string): boolean {
  return isAtLeast(firmware, ADD_CONTACT);
}

/** What it does not tell of, it may still hold. */
export function mayHoldMoreKeys(firmware: string): boolean {
  return isAtLeast(firmware, WARM_STORE);
}

/** `firmware` as in `metadata`: `2.7.26.54e0d8d`. */
function isAtLeast(firmware: string, version: Version): boolean {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(firmware);
  if (!match) return false;
  const [major, minor, patch] = version;
  const order = Number(match[1]) - major || Number(match[2]) - minor || Number(match[3]) - patch;
  return order >= 0;
}
