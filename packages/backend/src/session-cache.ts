/**
 * Programs that ran recently. A loop records the same again and again; a recording is identified by its
 * key, which holds none of the loop's numbers.
 */
import type { ConvolutionStrategy, OnnxModel } from '@ganport/graph';
import { modelOfRecording, type Recording } from '@ganport/graph/internal';
import { Program, type Sessions } from './program.ts';

/** Enough for a training loop with metrics; each session keeps memory for its largest run. */
const maxPrograms = 32;

export class SessionCache<Session> {
  readonly #sessions: Sessions<Session>;
  readonly #strategy: ConvolutionStrategy;
  /** Least recently used first. */
  readonly #programs = new Map<string, Program<Session>>();

  constructor(sessions: Sessions<Session>, strategy: ConvolutionStrategy) {
    this.#sessions = sessions;
    this.#strategy = strategy;
  }

  /** @throws what opening a session throws */
  open(recording: Recording): Program<Session> {
    const model = () => modelOfRecording(recording, this.#strategy);
    const key = recording.key ?? keyOfModel(model());
    const program =
      this.#programs.get(key) ?? new Program(model(), this.#sessions, tablesOf(recording));
    this.#programs.delete(key);
    this.#programs.set(key, program);
    for (const [oldest, unused] of this.#programs) {
      if (this.#programs.size <= maxPrograms) break;
      this.#programs.delete(oldest);
      unused.release();
    }
    return program;
  }

  dispose(): void {
    for (const program of this.#programs.values()) program.release();
    this.#programs.clear();
  }
}

/** Which inputs are constants of lowerings. */
function tablesOf({ inputs }: Recording): Set<number> {
  return new Set(inputs.flatMap(({ origin }, i) => (origin.kind === 'constant' ? [i] : [])));
}

/** One character for each byte of the model. */
function keyOfModel(model: OnnxModel): string {
  return new TextDecoder('latin1').decode(model.bytes());
}
