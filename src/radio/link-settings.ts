/** Durations of the link, in ms. The defaults of the configuration are in brackets. */
export interface LinkSettings {
  /** Between two heartbeats (10 s). */
  readonly heartbeatMs: number;
  /** Without any frame the session ends (42 s): 10 + 30 is the longest stall that a living node may show. */
  readonly silenceMs: number;
  /** For one try to connect (10 s). */
  readonly connectMs: number;
  /** Without a frame of the handshake it is asked once more, and then given up (20 s). */
  readonly handshakeSilenceMs: number;
  /** Longest wait between two tries (15 s). */
  readonly retryMaxMs: number;
  /** An outage that lasts longer is told to people (60 s). */
  readonly alertAfterMs: number;
  /** A session that has lasted so long is ended for a new one; 0 is never (0). */
  readonly preventiveReconnectMs: number;
}

export const DEFAULT_LINK_SETTINGS: LinkSettings = {
  heartbeatMs: 10_000,
  silenceMs: 42_000,
  connectMs: 10_000,
  handshakeSilenceMs: 20_000,
  retryMaxMs: 15_000,
  alertAfterMs: 60_000,
  preventiveReconnectMs: 0,
};
