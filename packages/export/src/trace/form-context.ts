/**
 * What layers' forms see of a recording: values of tensors, names of weights, and the states of stateful
 * layers, which are inputs `layer.state.0` and outputs `layer.state.0.next` of the graph.
 */
import { engine, type Tensor, type TensorInfo } from '#tfjs-core';
import type { GraphBuilder, NamedValue, Value } from '@ganport/graph';
import { at } from '@ganport/graph/ops';
import type { FormContext } from '../layers/layer-form.ts';
import type { LayerLike } from '../layers/layer-like.ts';
import type { RecordingBackend } from './recording-backend.ts';

export class RecordingContext implements FormContext {
  readonly graph: GraphBuilder;
  /** The states as inputs. */
  readonly stateInputs: NamedValue[] = [];
  readonly #backend: RecordingBackend;
  readonly #weightNames: ReadonlyMap<unknown, string>;
  readonly #states = new Map<LayerLike, { names: readonly string[]; values: readonly Value[] }>();

  constructor(backend: RecordingBackend, weightNames: ReadonlyMap<unknown, string>) {
    this.#backend = backend;
    this.graph = backend.builder;
    this.#weightNames = weightNames;
  }

  /** The states after the last step, as outputs. */
  get stateOutputs(): NamedValue[] {
    return [...this.#states.values()].flatMap(({ names, values }) =>
      names.map((name, i) => ({ name: `${name}.next`, value: at(values, i) })),
    );
  }

  readonly toValue = (tensor: TensorInfo): Value => this.#backend.toValue(tensor);

  readonly toTensor = (value: Value): Tensor =>
    engine().makeTensorFromTensorInfo(this.#backend.makeSymbolic(value), this.#backend);

  weightName(variable: unknown): string | undefined {
    return this.#weightNames.get(variable);
  }

  nameConstant(tensor: Tensor, name: string): void {
    this.#backend.nameConstant(tensor, name);
  }

  states(layer: LayerLike, shapes: readonly (readonly number[])[]): readonly Value[] {
    const known = this.#states.get(layer);
    if (known) return known.values;
    const inputs = shapes.map((shape, i) => {
      const name = `${layer.name}.state.${i}`;
      return { name, value: this.graph.input(name, { dtype: 'float32', shape }) };
    });
    this.stateInputs.push(...inputs);
    const values = inputs.map(({ value }) => value);
    this.#states.set(layer, { names: inputs.map(({ name }) => name), values });
    return values;
  }

  setStates(layer: LayerLike, values: readonly Value[]): void {
    const names = this.#states.get(layer)?.names ?? [];
    this.#states.set(layer, { names, values });
  }
}
