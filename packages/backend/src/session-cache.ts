/**
 * Sessions of models that ran recently. A program in a loop records the same model again and again; a
 * model is identified by its bytes, which hold none of the program's numbers.
 */
import type { OnnxModel } from '@ganport/graph';

/** Enough for a training loop with metrics; each session keeps memory for its largest run. */
const maxSessions = 32;

export class SessionCache<Session> {
  readonly #create: (model: Uint8Array) => Session;
  readonly #release: (session: Session) => unknown;
  /** Least recently used first. */
  readonly #sessions = new Map<string, Session>();

  constructor(create: (model: Uint8Array) => Session, release: (session: Session) => unknown) {
    this.#create = create;
    this.#release = release;
  }

  /** @throws as `create` does */
  open(model: OnnxModel): Session {
    const bytes = model.bytes();
    // One character for each byte.
    const key = new TextDecoder('latin1').decode(bytes);
    const session = this.#sessions.get(key) ?? this.#create(bytes);
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    for (const [oldest, unused] of this.#sessions) {
      if (this.#sessions.size <= maxSessions) break;
      this.#sessions.delete(oldest);
      this.#release(unused);
    }
    return session;
  }

  dispose(): void {
    for (const session of this.#sessions.values()) this.#release(session);
    this.#sessions.clear();
  }
}
