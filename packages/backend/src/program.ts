/**
 * A model that runs again and again, and what is known of its inputs. An input that stays the same while
 * others change is a weight: a second session has it as a constant, which ONNX Runtime arranges once and
 * folds into its operators. An input that changes later is never taken for a weight again.
 */
import type { Constant, OnnxModel } from '@ganport/graph';
import { withConstants } from '@ganport/graph/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';

/** So often an input must stay the same while others change. */
const enoughRuns = 4;
/** Fewer numbers gain nothing. */
const minWeightElements = 256;
/** The weights are in memory twice. */
const maxWeightBytes = 2 ** 29;

/** How sessions are opened and released. */
export interface Sessions<Session> {
  open(model: Uint8Array): Session;
  release(session: Session): unknown;
}

/** What to run: the feeds leave out what the session has as constants. */
export interface Run<Session> {
  readonly session: Session;
  readonly feeds: TensorMap;
}

export class Program<Session> {
  readonly model: OnnxModel;
  readonly #sessions: Sessions<Session>;
  readonly #general: Session;
  /** With the weights as constants. */
  #special: { readonly session: Session; readonly weights: ReadonlySet<number> } | undefined;
  /** How often each input stayed the same, one run after the other, while others changed. */
  readonly #steady: number[];
  /** Inputs that are no weights. */
  readonly #others: Set<number>;
  readonly #tables: ReadonlySet<number>;
  #last: readonly HostTensor[] = [];

  /**
   * @param model has the inputs `x0`, `x1`, …
   * @param tables inputs that are large constants of lowerings: always the same, and no weights
   */
  constructor(
    model: OnnxModel,
    sessions: Sessions<Session>,
    tables: ReadonlySet<number> = new Set(),
  ) {
    this.model = model;
    this.#sessions = sessions;
    this.#general = sessions.open(model.bytes());
    this.#steady = model.graph.inputs.map(() => 0);
    this.#others = dataInputs(model);
    this.#tables = tables;
  }

  /** @param tensors the inputs, in order */
  prepare(tensors: readonly HostTensor[]): Run<Session> {
    this.#observe(tensors);
    if (!this.#special && this.#last.length > 0) this.#specialize(tensors);
    const { session, weights } = this.#special ?? { session: this.#general, weights: new Set() };
    const fed = tensors.flatMap((tensor, i) => (weights.has(i) ? [] : [[`x${i}`, tensor]]));
    return { session, feeds: Object.fromEntries(fed) };
  }

  release(): void {
    this.#sessions.release(this.#general);
    if (this.#special) this.#sessions.release(this.#special.session);
  }

  #observe(tensors: readonly HostTensor[]): void {
    const changed = tensors.map(({ data }, i) => data !== this.#last[i]?.data);
    const isFirst = this.#last.length === 0;
    this.#last = tensors;
    if (isFirst || !changed.includes(true)) return;
    for (const [i, isChanged] of changed.entries()) {
      this.#steady[i] = isChanged ? 0 : (this.#steady[i] as number) + 1;
    }
    const { session, weights } = this.#special ?? {};
    const updated = [...(weights ?? [])].filter((i) => changed[i]);
    if (session === undefined || updated.length === 0) return;
    for (const i of updated) this.#others.add(i);
    this.#sessions.release(session);
    this.#special = undefined;
  }

  #specialize(tensors: readonly HostTensor[]): void {
    const weights = new Map<number, Constant>();
    let bytes = 0;
    let elements = 0;
    for (const [i, { dtype, dims, data }] of tensors.entries()) {
      if (this.#others.has(i) || (this.#steady[i] as number) < enoughRuns) continue;
      weights.set(i, { dtype, shape: dims, data } as Constant);
      bytes += data.byteLength;
      if (!this.#tables.has(i)) elements += data.length;
    }
    if (elements < minWeightElements || bytes > maxWeightBytes) return;
    const constants = [...weights].map(([i, constant]) => [`x${i}`, constant] as const);
    const model = withConstants(this.model, new Map(constants));
    this.#special = {
      session: this.#sessions.open(model.bytes()),
      weights: new Set(weights.keys()),
    };
  }
}

/** Inputs of which only parts are taken: data sets and tables, which gain nothing as constants. */
function dataInputs({ graph }: OnnxModel): Set<number> {
  const whole = new Set(
    graph.nodes.flatMap(({ op, inputs }) =>
      op === 'Gather' || op === 'Slice' ? inputs.slice(1) : inputs,
    ),
  );
  return new Set(graph.inputs.flatMap(({ name }, i) => (whole.has(name) ? [] : [i])));
}
