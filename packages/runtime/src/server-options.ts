/** What a caller may set of the provider `server`; oip/ has its sessions. */

export interface ServerOptions {
  /** Seconds that an answer may take; 120 unless given. */
  readonly timeLimit?: number;
  /** The most bytes of an answer; 1 GiB unless given. */
  readonly maxBytes?: number;
  /** A key, which is sent as `Authorization: Bearer KEY`. */
  readonly key?: string;
  /**
   * How numbers travel over HTTP: in binary where the server says that it can (`auto`), always, or as JSON,
   * which has no float16.
   */
  readonly format?: 'auto' | 'binary' | 'json';
}
