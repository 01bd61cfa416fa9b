/**
 * A character LSTM (Hochreiter & Schmidhuber 1997) in plain tfjs: it predicts each character from those
 * before it. One-hot characters and the last output go through one matrix into the four gates; one more
 * gives the logits.
 */
import { initializeWeights } from '@ganport/core/internal';
import * as tf from '@ganport/core/internal/tfjs';

export interface LstmSizes {
  /** The characters of the vocabulary. */
  readonly characters: number;
  readonly units: number;
}

/** A forget gate that begins open remembers from the start (Jozefowicz et al. 2015). */
const FORGET_BIAS = 1;

/** The most units of a cell: a step of more takes too long on a CPU. */
const MOST_UNITS = 512;

/** The units with which the network has about as many weights as another one, 512 at most. */
export function unitsFor(parameters: number, characters: number): number {
  // 4u(u + c + 1) + c(u + 1) = parameters, solved for u.
  const b = 5 * characters + 4;
  const units = (-b + Math.sqrt(b * b + 16 * Math.max(0, parameters - characters))) / 8;
  return Math.max(1, Math.min(MOST_UNITS, Math.round(units)));
}

/** The number of its weights. */
export function lstmParameters({ characters, units }: LstmSizes): number {
  return 4 * units * (units + characters + 1) + characters * (units + 1);
}

export interface LstmNetwork {
  /** By their names: `cell/kernel`, `cell/bias`, `logits/kernel`, `logits/bias`. */
  readonly weights: ReadonlyMap<string, tf.Variable>;
  /** The mean cross-entropy of lines [batch, length, characters], each up to its first padding. */
  loss(lines: tf.Tensor3D): tf.Scalar;
  /** One character further: [batch, characters], and [batch, units] of output and cell. */
  next(
    state: LstmState & { readonly character: tf.Tensor2D },
  ): LstmState & { readonly logits: tf.Tensor2D };
}

interface LstmState {
  readonly output: tf.Tensor2D;
  readonly cell: tf.Tensor2D;
}

export function createLstm({ characters, units }: LstmSizes, seed: number): LstmNetwork {
  const cellKernel = tf.variable(tf.zeros<tf.Rank.R2>([characters + units, 4 * units]));
  const cellBias = tf.variable(tf.zeros<tf.Rank.R1>([4 * units]));
  const kernel = tf.variable(tf.zeros<tf.Rank.R2>([units, characters]));
  const bias = tf.variable(tf.zeros<tf.Rank.R1>([characters]));
  const weights = new Map<string, tf.Variable>([
    ['cell/kernel', cellKernel],
    ['cell/bias', cellBias],
    ['logits/kernel', kernel],
    ['logits/bias', bias],
  ]);
  initializeWeights(weights, { kernel: { kind: 'glorot' } }, seed, 'lstm');

  const further = (character: tf.Tensor2D, cell: tf.Tensor2D, output: tf.Tensor2D) =>
    tf.basicLSTMCell(FORGET_BIAS, cellKernel, cellBias, character, cell, output);
  const logitsOf = (output: tf.Tensor2D) => tf.matMul<tf.Tensor2D>(output, kernel).add(bias);

  return {
    weights,
    loss(lines) {
      const [batch, length] = lines.shape;
      const inputs = tf.unstack(lines, 1) as tf.Tensor2D[];
      let [cell, output]: tf.Tensor2D[] = [tf.zeros([batch, units]), tf.zeros([batch, units])];
      const outputs: tf.Tensor2D[] = [];
      for (let place = 0; place < length; place++) {
        // Nothing comes before the first character.
        const before = inputs[place - 1] ?? tf.zeros<tf.Rank.R2>([batch, characters]);
        [cell, output] = further(before, cell as tf.Tensor2D, output as tf.Tensor2D);
        outputs.push(output);
      }
      const all = tf.stack(outputs, 1).reshape<tf.Tensor2D>([batch * length, units]);
      const logs = tf.logSoftmax(logitsOf(all)).reshape([batch, length, characters]);
      const losses = logs.mul(lines).sum(-1).neg();
      // A place counts where the one before it is no padding.
      const isText = tf.scalar(1).sub(lines.slice([0, 0, 0], [batch, length - 1, 1]).squeeze([2]));
      const counts = tf.concat([tf.ones([batch, 1]), isText], 1);
      return losses.mul(counts).sum().div(counts.sum());
    },
    next({ character, cell, output }) {
      const [nextCell, nextOutput] = further(character, cell, output);
      return { cell: nextCell, output: nextOutput, logits: logitsOf(nextOutput) as tf.Tensor2D };
    },
  };
}
