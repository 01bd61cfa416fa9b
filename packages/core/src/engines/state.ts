/**
 * A training state: every variable of a step in host memory, by its stable name. Between tfjs's
 * variables and such states; where a running engine keeps its state is the engine's business.
 */
import * as tf from '@tensorflow/tfjs';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { CoreError } from '../errors.ts';
import type { Weights } from '../models/network.ts';

export type State = Record<string, HostTensor>;

/** The variables' values, copied. */
export async function readVariables(variables: Weights): Promise<State> {
  const entries = [...variables].map(async ([name, variable]) => {
    const data = Float32Array.from(await variable.data());
    return [name, { dtype: 'float32', dims: [...variable.shape], data }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Gives every variable its value of `state`; what else the state holds is passed over.
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
 * The part of `state` that belongs to the variables.
 *
 * @throws CoreError 'data-mismatch' that names the first variable without a value of its shape
 */
export function checkState(variables: Weights, state: TensorMap): State {
  const entries = [...variables].map(([name, { shape }]) => {
    const value = state[name];
    if (value?.dtype === 'float32' && value.dims.join() === shape.join()) return [name, value];
    const has = value ? `${value.dtype} [${value.dims.join(', ')}]` : 'nothing';
    const message = `${name}: the networks have float32 [${shape.join(', ')}], the state has ${has}; load it into the variant, width and image size that it was trained with`;
    throw new CoreError('data-mismatch', message);
  });
  return Object.fromEntries(entries);
}

/**
 * Checks that a state is worth keeping.
 *
 * @throws CoreError 'not-finite' that names the first variable with a NaN or an infinity
 */
export function checkFinite(state: TensorMap, step: number): void {
  for (const [name, { data }] of Object.entries(state)) {
    const bad = (data as Float32Array).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw notFinite(step, name, Number(data[bad]));
  }
}

/** What training says when its numbers have left the numbers. */
export function notFinite(step: number, what: string, value: number): CoreError {
  const message = `step ${step}: ${what} is ${value}; training stopped, the last checkpoint is from before it. Start again with another seed or a larger batch`;
  return new CoreError('not-finite', message);
}
