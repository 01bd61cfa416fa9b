/** Small sounds of two classes, as WAV files of 8,000 samples a second. */
import { encodeWav } from '@ganport/core/internal';

const LENGTH = 512;
const RATE = 8000;

/** A tone of a pitch that depends on the number. */
export function toneFile(number: number): Uint8Array {
  const pitch = 0.1 + 0.001 * number;
  const samples = Float32Array.from({ length: LENGTH }, (_, i) => 0.5 * Math.sin(pitch * i));
  return encodeWav(samples, RATE);
}

/** Noise, of another seed for each number. */
export function noiseFile(number: number): Uint8Array {
  let state = number + 1;
  const samples = Float32Array.from({ length: LENGTH }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 0.8 * (state / 2 ** 31 - 1);
  });
  return encodeWav(samples, RATE);
}
