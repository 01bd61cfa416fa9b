/**
 * The short-time Fourier transform of SpecGAN and its inverse, in plain tfjs: a frame is two halves of 128
 * samples, so that framing is a reshape and each transform one matrix product, which every runtime
 * computes well. Both have derivatives of every order.
 */
import * as tf from '#tfjs';
import { BINS, hann, HOP, MARGIN, WINDOW } from '../sounds/log-spectrum.ts';
import { fourierMatrix } from '../sounds/spectrum.ts';

interface Stft {
  /** The number of frames. */
  readonly frames: number;
  /** Sounds [n, length] → spectra [n, frames, 256]: 128 cosines, then 128 sines. */
  forward(sounds: tf.Tensor): tf.Tensor;
  /** Spectra → the sounds whose spectra are nearest to them (Griffin & Lim 1984, equation 6). */
  inverse(spectra: tf.Tensor): tf.Tensor;
}

/**
 * The transforms of sounds of one length. Their constants are tensors, so it is called inside tf.tidy.
 *
 * @param length a multiple of 128
 */
export function openStft(length: number): Stft {
  const frames = length / HOP;
  const filters = tf.tensor2d(fourierMatrix(WINDOW, BINS), [WINDOW, 2 * BINS]);
  const waves = tf.tensor2d(inverseMatrix(), [2 * BINS, WINDOW]);
  const weights = tf.tensor1d(overlapWeights(frames)).slice(MARGIN, length);
  return {
    frames,
    forward(sounds) {
      const silence: [number, number] = [MARGIN, MARGIN];
      const halves = sounds.pad([[0, 0], silence]).reshape([-1, frames + 1, HOP]);
      const part = (begin: number) => halves.slice([0, begin, 0], [-1, frames, HOP]);
      const all = tf.concat([part(0), part(1)], 2).reshape<tf.Tensor2D>([-1, WINDOW]);
      return tf.matMul(all, filters).reshape([-1, frames, 2 * BINS]);
    },
    inverse(spectra) {
      const all = tf.matMul(spectra.reshape<tf.Tensor2D>([-1, 2 * BINS]), waves);
      const [first, second] = tf.split(all.reshape([-1, frames, WINDOW]), 2, 2) as [
        tf.Tensor,
        tf.Tensor,
      ];
      const moved = (half: tf.Tensor, before: 0 | 1) =>
        half.pad([
          [0, 0],
          [before, 1 - before],
          [0, 0],
        ]);
      const sums = moved(first, 0)
        .add(moved(second, 1))
        .reshape([-1, length + HOP]);
      return sums.slice([0, MARGIN], [-1, length]).mul(weights);
    },
  };
}

/** From the spectrum of a frame to its samples, under the window once more: [256, 256]. */
function inverseMatrix(): Float32Array {
  const matrix = fourierMatrix(WINDOW, BINS);
  return Float32Array.from({ length: matrix.length }, (_, at) => {
    const [k, i] = [Math.floor(at / WINDOW), at % WINDOW];
    // Every frequency but 0 stands for itself and its negative. fourierMatrix divides by WINDOW / 4.
    const share = k % BINS === 0 ? 1 : 2;
    return (share * (WINDOW / 4) ** 2 * (matrix[i * 2 * BINS + k] ?? NaN)) / WINDOW;
  });
}

/** One over the sum of the squares of the windows at each sample: [(frames + 1) · 128]. */
function overlapWeights(frames: number): Float32Array {
  return Float32Array.from({ length: (frames + 1) * HOP }, (_, at) => {
    const [half, i] = [Math.floor(at / HOP), at % HOP];
    const first = half < frames ? hann(i) ** 2 : 0;
    const second = half > 0 ? hann(i + HOP) ** 2 : 0;
    return 1 / (first + second);
  });
}
