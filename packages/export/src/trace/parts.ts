/**
 * A step in parts: what is recorded between two exchanges is a graph of its own, and a schedule says where its
 * inputs come from and where its outputs go. A value of an earlier part that a later one needs is an output of
 * the earlier one.
 */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core';
import { engine } from '#tfjs-core';
import type { Graph, GraphBuilder, NamedValue } from '@ganport/graph';
import { becomeInput, collectNamed, type Value } from '@ganport/graph/internal';
import { at } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import type { Exchange, Exchanger } from './exchange.ts';
import type { RecordingBackend } from './recording-backend.ts';

/** Where an input of a part comes from. */
export type PartInput =
  /** Rows of an input of the step. */
  | {
      readonly from: 'batch';
      readonly name: string;
      readonly first: number;
      readonly count: number;
    }
  /** A random draw of the step, by its number. */
  | { readonly from: 'draw'; readonly index: number }
  /** The newest value of a variable. */
  | { readonly from: 'state'; readonly name: string }
  /** A value that an earlier part made, after its exchange. */
  | { readonly from: 'value'; readonly name: string };

/** Where an output of a part goes. */
export type PartOutput =
  | { readonly to: 'state'; readonly name: string; readonly exchange?: 'mean' }
  /** A result of the step. That of all workers is the mean. */
  | { readonly to: 'result'; readonly name: string }
  | { readonly to: 'value'; readonly name: string; readonly exchange?: Exchange }
  /** A result of an update that the step does not return. */
  | { readonly to: 'nothing' };

/** A part of a step. */
export interface StepPart {
  /** The name of its graph; several parts may have the same one. */
  readonly graph: string;
  readonly inputs: Readonly<Record<string, PartInput>>;
  readonly outputs: Readonly<Record<string, PartOutput>>;
}

/** A part with its own graph. */
export interface RecordedPart extends Omit<StepPart, 'graph'> {
  readonly name: string;
  readonly graph: Graph;
}

export interface PartsRequest {
  readonly workers: number;
  readonly synchronized: boolean;
  readonly nameOf: (variable: Variable) => string;
}

interface Output {
  readonly name: string;
  readonly value: Value;
  readonly target: PartOutput;
}

interface OpenPart {
  name: string;
  /** The order of its first node. */
  readonly from: number;
  readonly outputs: Output[];
}

/** An input of the step or of a part, with the parts that may read it. */
interface Source {
  readonly input: PartInput;
  readonly first: number;
  last: number;
}

interface NamedInput extends NamedValue {
  readonly input: PartInput;
}

/** The order of inputs, by where they come from. */
const kinds: readonly PartInput['from'][] = ['batch', 'value', 'draw', 'state'];
const labels = { draw: 'random', value: 'value' } as const;

export class PartRecorder implements Exchanger {
  readonly workers: number;
  readonly synchronized: boolean;
  readonly #builder: GraphBuilder;
  readonly #backend: RecordingBackend;
  readonly #nameOf: (variable: Variable) => string;
  readonly #parts: OpenPart[] = [{ name: 'end', from: 0, outputs: [] }];
  readonly #sources = new Map<Value, Source>();
  /** The value with which each variable enters the current part. */
  readonly #state = new Map<Variable, Value>();
  /** The first part of the update that is being recorded. */
  #phase = 0;
  readonly #results: Output[] = [];
  #values = 0;
  /** Values that later parts need, from the parts that have them. */
  readonly #passed = new Map<Value, Source>();

  constructor(builder: GraphBuilder, backend: RecordingBackend, request: PartsRequest) {
    this.#builder = builder;
    this.#backend = backend;
    this.workers = request.workers;
    this.synchronized = request.synchronized;
    this.#nameOf = request.nameOf;
  }

  addInput(name: string, value: Value): void {
    this.#addSource(value, { from: 'batch', name, first: 0, count: value.shape[0] ?? 1 });
  }

  addDraw(index: number, value: Value): void {
    this.#addSource(value, { from: 'draw', index });
  }

  addState(variable: Variable, value: Value): void {
    this.#addSource(value, { from: 'state', name: this.#nameOf(variable) });
    this.#state.set(variable, value);
  }

  exchange(kind: Exchange, tensors: NamedTensorMap): NamedTensorMap {
    const sent = Object.entries(tensors).map(([name, tensor]) => {
      const value = this.#backend.toValue(tensor);
      const received = `${this.#values++}.${name}`;
      const target = { to: 'value', name: received, exchange: kind } as const;
      this.#now.outputs.push({ name: `${kind}.${name}`, value, target });
      return { name, value, received };
    });
    this.#cut();
    return Object.fromEntries(
      sent.map(({ name, value: { dtype, shape }, received }) => {
        const [rows = 1, ...rest] = shape;
        const factor = { mean: 1, gather: this.workers, rows: 1 / this.workers }[kind];
        const type = { dtype, shape: shape.length > 0 ? [rows * factor, ...rest] : [] };
        const value = this.#builder.input(received, type);
        this.#addSource(value, { from: 'value', name: received });
        return [name, this.#tensor(value)];
      }),
    );
  }

  update<T>(player: string, gradients: NamedTensorMap, apply: (mean: NamedTensorMap) => T): T {
    const mean = this.exchange('mean', gradients);
    const parts = this.#parts.slice(this.#phase, -1);
    for (const [i, part] of parts.entries()) {
      part.name = `${player}.gradients${parts.length > 1 ? `.${i}` : ''}`;
    }
    const result = apply(mean);
    this.#now.name = `${player}.update`;
    this.#cut();
    // What a part computes it computes itself, so that equal updates have equal graphs.
    this.#builder.forgetMemos();
    this.#phase = this.#parts.length - 1;
    return result;
  }

  unreported(results: NamedTensorMap): void {
    for (const [name, tensor] of Object.entries(results)) {
      this.#results.push({ name, value: this.#backend.toValue(tensor), target: { to: 'nothing' } });
    }
  }

  round(input: Tensor, first: number, count: number): Tensor {
    const value = this.#backend.toValue(input);
    const source = this.#sources.get(value)?.input;
    if (source?.from !== 'batch') {
      throw new ExportError('bad-argument', 'roundOf: takes an input of the step as it is');
    }
    const rows = this.#builder.input(source.name, {
      dtype: value.dtype,
      shape: [count, ...value.shape.slice(1)],
    });
    this.#addSource(rows, { ...source, first: source.first + first, count });
    return this.#tensor(rows);
  }

  /** The parts of the step, after its function has returned these results. */
  collect(results: readonly NamedValue[]): readonly RecordedPart[] {
    this.#endState();
    for (const { name, value } of results) {
      this.#results.push({ name, value, target: { to: 'result', name } });
    }
    for (const result of this.#results) {
      at(this.#parts, this.#partOf(result.value)).outputs.push(result);
    }
    // Later parts first: what they need are outputs of earlier ones.
    const inputs = this.#parts.map(() => [] as NamedInput[]);
    for (let part = inputs.length - 1; part >= 0; part--) inputs[part] = this.#inputsOf(part);
    return this.#parts.flatMap((part, index) =>
      part.outputs.length > 0 ? [collectPart(part, at(inputs, index))] : [],
    );
  }

  get #now(): OpenPart {
    return at(this.#parts, -1);
  }

  #tensor(value: Value): Tensor {
    return engine().makeTensorFromTensorInfo(this.#backend.makeSymbolic(value), this.#backend);
  }

  #addSource(value: Value, input: PartInput): void {
    this.#sources.set(value, { input, first: this.#parts.length - 1, last: Infinity });
  }

  #cut(): void {
    const changed = this.#endState();
    this.#parts.push({ name: 'end', from: this.#builder.recorded, outputs: [] });
    for (const variable of changed) {
      const { dtype, shape } = this.#state.get(variable) as Value;
      const value = this.#builder.input(this.#nameOf(variable), { dtype, shape });
      variable.assign(this.#tensor(value));
      this.addState(variable, value);
    }
  }

  /** Makes the variables that have changed outputs of the current part. */
  #endState(): Variable[] {
    return [...this.#state].flatMap(([variable, before]) => {
      const value = this.#backend.toValue(variable);
      if (value === before) return [];
      const name = this.#nameOf(variable);
      this.#now.outputs.push({ name: `${name}.next`, value, target: { to: 'state', name } });
      const source = this.#sources.get(before);
      if (source) source.last = this.#parts.length - 1;
      return [variable];
    });
  }

  /** The number of the part that computes a value, or of the first that may read it. */
  #partOf(value: Value): number {
    const { origin } = value;
    if (origin.kind !== 'node') return this.#sources.get(value)?.first ?? 0;
    return this.#parts.findLastIndex(({ from }) => from <= origin.node.order);
  }

  /** The inputs of a part. Those that earlier parts must pass on become outputs of these. */
  #inputsOf(index: number): NamedInput[] {
    const found = new Map<Value, Source>();
    const seen = new Set<Value>();
    const open = at(this.#parts, index).outputs.map(({ value }) => value);
    for (let value = open.pop(); value; value = open.pop()) {
      if (seen.has(value)) continue;
      seen.add(value);
      const { origin } = value;
      if (origin.kind === 'constant' || (origin.kind === 'input' && origin.region)) continue;
      const source = this.#sources.get(value);
      const made = this.#partOf(value);
      if (!source && origin.kind === 'input') {
        const message = `input ${origin.name}: a step in parts has no recurrent layers with a state`;
        throw new ExportError('bad-argument', message);
      }
      if (source && index <= source.last) found.set(value, source);
      else if (origin.kind === 'input' || made < index) {
        found.set(value, this.#passOn(value, source ? source.last : made));
      } else {
        const { inputs, bodies } = origin.node;
        for (const input of inputs) if (input) open.push(input);
        for (const body of Object.values(bodies)) {
          for (const output of body.outputs) open.push(output.value);
        }
      }
    }
    const states = [...this.#state.keys()].map((variable) => this.#nameOf(variable));
    const all = [...this.#sources.values()];
    const place = (source: Source) =>
      source.input.from === 'state' ? states.indexOf(source.input.name) : all.indexOf(source);
    return namedInputs(found, place);
  }

  #passOn(value: Value, from: number): Source {
    const known = this.#passed.get(value);
    if (known) return known;
    const part = at(this.#parts, from);
    const name = `pass.${this.#values++}`;
    part.outputs.push({
      name: `pass.${part.outputs.length}`,
      value,
      target: { to: 'value', name },
    });
    const source = { input: { from: 'value', name }, first: from + 1, last: Infinity } as const;
    this.#passed.set(value, source);
    return source;
  }
}

/** Inputs in an order, and under names, that are the same for equal parts of a step. */
function namedInputs(
  found: ReadonlyMap<Value, Source>,
  place: (source: Source) => number,
): NamedInput[] {
  const counts: Record<string, number> = {};
  return [...found]
    .toSorted(([, a], [, b]) => {
      const byKind = kinds.indexOf(a.input.from) - kinds.indexOf(b.input.from);
      return byKind || place(a) - place(b);
    })
    .map(([value, { input }]) => {
      const { from } = input;
      const number = (counts[from] = (counts[from] ?? -1) + 1);
      const named = from === 'batch' || from === 'state';
      return { value, input, name: named ? input.name : `${labels[from]}.${number}` };
    });
}

function collectPart({ name, outputs }: OpenPart, inputs: readonly NamedInput[]): RecordedPart {
  const { graph } = collectNamed(name, inputs, outputs);
  // From now on, a value that was passed on is an input.
  for (const { value, target } of outputs) {
    if (target.to === 'value' && !target.exchange) becomeInput(value);
  }
  return {
    name,
    graph,
    inputs: Object.fromEntries(inputs.map((input) => [input.name, input.input])),
    outputs: Object.fromEntries(outputs.map((output) => [output.name, output.target])),
  };
}
