/**
 * Sessions of recordings that ran recently. A program in a loop records the same again and again; a
 * recording is identified by its key, which holds none of the program's numbers.
 */
import type { OnnxModel } from '@ganport/graph';
import { modelOfRecording, type Recording } from '@ganport/graph/internal';

/** Enough for a training loop with metrics; each session keeps memory for its largest run. */
const maxSessions = 32;

export interface Cached<Session> {
  readonly model: OnnxModel;
  readonly session: Session;
}

export class SessionCache<Session> {
  readonly #create: (model: Uint8Array) => Session;
  readonly #release: (session: Session) => unknown;
  /** Least recently used first. */
  readonly #sessions = new Map<string, Cached<Session>>();

  constructor(create: (model: Uint8Array) => Session, release: (session: Session) => unknown) {
    this.#create = create;
    this.#release = release;
  }

  /** @throws as `create` does */
  open(recording: Recording): Cached<Session> {
    const key = recording.key ?? keyOfModel(modelOfRecording(recording));
    const cached = this.#sessions.get(key) ?? this.#new(modelOfRecording(recording));
    this.#sessions.delete(key);
    this.#sessions.set(key, cached);
    for (const [oldest, { session }] of this.#sessions) {
      if (this.#sessions.size <= maxSessions) break;
      this.#sessions.delete(oldest);
      this.#release(session);
    }
    return cached;
  }

  dispose(): void {
    for (const { session } of this.#sessions.values()) this.#release(session);
    this.#sessions.clear();
  }

  #new(model: OnnxModel): Cached<Session> {
    return { model, session: this.#create(model.bytes()) };
  }
}

/** One character for each byte. */
function keyOfModel(model: OnnxModel): string {
  return new TextDecoder('latin1').decode(model.bytes());
}
