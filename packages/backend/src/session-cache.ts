/**
 * Sessions of models that ran recently. A program in a loop records the same model again and again; a
 * model is identified by its bytes, which hold none of the program's numbers.
 */
import { createSession } from '#runtime';
import type { OnnxModel } from '@ganport/graph';
import type { Session } from '@ganport/runtime';

/** Enough for a training loop with metrics; each session keeps memory for its largest run. */
const maxSessions = 32;

export type CachedSessionOptions = NonNullable<Parameters<typeof createSession>[1]>;

export class SessionCache {
  readonly #options: CachedSessionOptions;
  /** Least recently used first. */
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(options: CachedSessionOptions) {
    this.#options = options;
  }

  /** @throws RuntimeError as createSession does */
  async open(model: OnnxModel): Promise<Session> {
    const bytes = model.bytes();
    // One character for each byte.
    const key = new TextDecoder('latin1').decode(bytes);
    const session = this.#sessions.get(key) ?? createSession(bytes, this.#options);
    this.#sessions.delete(key);
    this.#sessions.set(key, session);
    for (const [oldest, unused] of this.#sessions) {
      if (this.#sessions.size <= maxSessions) break;
      this.#sessions.delete(oldest);
      void dispose(unused);
    }
    return session;
  }

  /** Sessions that still compute are disposed of when they have finished. */
  async dispose(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map(dispose));
  }
}

async function dispose(session: Promise<Session>): Promise<void> {
  try {
    await (await session).dispose();
  } catch {
    // A session that did not open was reported to those who awaited its results.
  }
}
