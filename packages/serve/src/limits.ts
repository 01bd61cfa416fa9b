/** What the server takes at most. Each limit protects the memory or the time of everyone else. */
export interface ServeLimits {
  /** Seconds that a request may wait and compute, and that a model may take to open. */
  readonly timeLimit: number;
  /** The most bytes of the body of a request. */
  readonly maxBody: number;
  /** The most rows of a batch, and so of a request. */
  readonly maxBatch: number;
  /** The most requests that are read, wait or are computed at once; others are shed. */
  readonly maxQueue: number;
  /** The most bytes that the bodies of all these requests have together. */
  readonly maxQueueBytes: number;
  /** Seconds that a server which is stopped gives the requests that it has taken. */
  readonly grace: number;
}

export const defaultLimits: ServeLimits = {
  timeLimit: 60,
  maxBody: 2 ** 24,
  maxBatch: 64,
  maxQueue: 256,
  maxQueueBytes: 2 ** 27,
  grace: 30,
};
