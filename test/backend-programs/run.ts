/** Runs a program on the backend that is set, from fixed draws of Math.random. */
import * as tf from '@tensorflow/tfjs';
import { generator } from '../lowering/support/numbers.ts';
import type { Figures, Program } from './program.ts';

export interface Outcome {
  readonly figures: Readonly<Record<string, Figures>>;
  /** What the program left behind. */
  readonly left: { readonly tensors: number; readonly bytes: number };
}

export async function outcomeOf(program: Program, scale = 1): Promise<Outcome> {
  const random = Math.random;
  Math.random = generator(1);
  const before = tf.memory();
  tf.engine().startScope();
  try {
    const figures = await program(scale);
    const after = tf.memory();
    const left = {
      tensors: after.numTensors - before.numTensors,
      bytes: after.numBytes - before.numBytes,
    };
    return { figures, left };
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
    Math.random = random;
  }
}
