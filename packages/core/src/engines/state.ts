/**
 * A training state: every variable of a step in host memory, by its stable name. This file converts
 * between states and tfjs's variables. Each engine decides where it holds its state.
 */
import * as tf from '#tfjs';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { CoreError } from '../errors.ts';
import type { Weights } from '../models/network.ts';

export type State = Record<string, HostTensor>;

/** Copies of the variables' values. */
export async function readVariables(variables: Weights): Promise<State> {
  const entries = [...variables].map(async ([name, variable]) => {
    const data = Float32Array.from(await variable.data());
    return [name, { dtype: 'float32', dims: [...variable.shape], data }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Assigns the values of a state to variables; other values of the state are ignored.
 *
 * @throws CoreError 'data-mismatch' as checkState, before any variable changes
 */
export function writeVariables(variables: Weights, state: TensorMap): void {
  const values = checkState(variables, state);
  for (const [name, variable] of variables) {
    const { data, dims } = values[name] as HostTensor;
    const value = tf.tensor(Float32Array.from(data as Float32Array), [...dims]);
    variable.assign(value);
    value.dispose();
  }
}

/**
 * The part of a state that belongs to the variables.
 *
 * @throws CoreError 'data-mismatch' with the first variable that has no value of its shape
 */
export function checkState(variables: Weights, state: TensorMap): State {
  const entries = [...variables].map(([name, { shape }]) => {
    const value = state[name];
    if (value?.dtype === 'float32' && value.dims.join() === shape.join()) return [name, value];
    const has = value ? `${value.dtype} [${value.dims.join(', ')}]` : 'nothing';
    const message = `${name}: the networks have float32 [${shape.join(', ')}], the state has ${has}; it was trained with another variant, width or image size, or by a version of ganport with other networks: use that version, or start another run. ONNX files of the run stay usable`;
    throw new CoreError('data-mismatch', message);
  });
  return Object.fromEntries(entries);
}

/**
 * Checks that all numbers of a state are finite.
 *
 * @throws CoreError 'not-finite' with the first variable that has a NaN or an infinity
 */
export function checkFinite(state: TensorMap, step: number): void {
  for (const [name, { data }] of Object.entries(state)) {
    const bad = (data as Float32Array).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw notFinite(step, name, Number(data[bad]));
  }
}

/** The error of a training whose loss or weight is not finite. */
export function notFinite(step: number, what: string, value: number): CoreError {
  const message = `step ${step}: ${what} is ${value}; training has stopped, and the last checkpoint is older. Start again with another seed or a larger batch`;
  return new CoreError('not-finite', message);
}
