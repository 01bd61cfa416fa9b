/**
 * Sounds from magnitudes alone, by Griffin and Lim's iterations (1984): the phases are those of the sound
 * that has the magnitudes nearest to the wanted ones, again and again.
 */
import * as tf from '#tfjs';
import { BINS } from '../sounds/log-spectrum.ts';
import { openStft } from './stft.ts';

/** As in SpecGAN. */
const ITERATIONS = 16;
/**
 * The phase of a magnitude below this, −100 dB, is little more than rounding, and it grows by less than
 * the wanted magnitude asks for. So runtimes that round otherwise make the same sound.
 */
const LEAST_MAGNITUDE = 1e-5;

/**
 * The waves of which the iterations start, cosines and sines of a frame with an even and an odd number:
 * [2, 2, bins]. Each frequency goes on from frame to frame, and frequencies beside each other are moved as
 * in a chirp (Schroeder 1970), so that a frame does not begin as one pulse. A constant keeps the file
 * deterministic.
 */
function startingWaves(): tf.Tensor3D {
  const values = Float32Array.from({ length: 4 * BINS }, (_, at) => {
    const [frame, isSine, bin] = [at >> 8, (at >> 7) & 1, at % BINS];
    const phase = Math.PI * (bin * frame + bin ** 2 / BINS);
    return isSine ? Math.sin(phase) : Math.cos(phase);
  });
  return tf.tensor3d(values, [2, 2, BINS]);
}

/**
 * Makes sounds of magnitudes.
 *
 * @param magnitudes [n, frames, 128], an even number of frames
 * @param length samples of a sound, 128 for each frame
 * @param iterations 16 unless given
 * @returns [n, length]
 */
export function griffinLim(
  magnitudes: tf.Tensor,
  length: number,
  iterations = ITERATIONS,
): tf.Tensor {
  const { frames, forward, inverse } = openStft(length);
  const wanted = magnitudes.reshape([-1, frames, 1, BINS]);
  const start = magnitudes.reshape([-1, 2, 1, BINS]).mul(startingWaves());
  let spectra = start.reshape([-1, frames, 2 * BINS]);
  for (let i = 0; i < iterations; i++) {
    const waves = forward(inverse(spectra)).reshape([-1, frames, 2, BINS]);
    const found = waves.square().sum(2, true).sqrt().maximum(LEAST_MAGNITUDE);
    spectra = waves.mul(wanted.div(found)).reshape([-1, frames, 2 * BINS]);
  }
  return inverse(spectra);
}
