/**
 * Resampling by a windowed sinc: each new sample is a weighted sum of the old ones around it, with the
 * frequencies removed that the lower rate cannot have. Rates are whole numbers, so the weights repeat
 * after a few phases and are computed once.
 */

/** Zero crossings of the sinc on each side; and the shape of Kaiser's window, about −80 dB. */
const CROSSINGS = 24;
const BETA = 8;
/** The frequency at which the low-pass filter is half, relative to the lower rate's limit. */
const CUTOFF = 0.94;

/** The modified Bessel function of the first kind, order 0, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function weightAt(distance: number, reach: number, cutoff: number): number {
  const inside = 1 - (distance / reach) ** 2;
  if (inside <= 0) return 0;
  const x = Math.PI * cutoff * distance;
  const sinc = x === 0 ? 1 : Math.sin(x) / x;
  return (cutoff * sinc * bessel(BETA * Math.sqrt(inside))) / bessel(BETA);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/**
 * Resamples a sound.
 *
 * @param samples at the rate `from`
 * @returns ⌈samples.length · to / from⌉ samples; the same array where the rates are equal
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const divisor = commonDivisor(from, to);
  const [step, phases] = [from / divisor, to / divisor];
  const cutoff = CUTOFF * Math.min(1, to / from);
  const reach = CROSSINGS / cutoff;
  const half = Math.ceil(reach);
  const taps = 2 * half;
  const rows = new Map<number, Float32Array>();
  /** The weights of the old samples from −half + 1 to half around a place. */
  const rowOf = (phase: number): Float32Array => {
    const known = rows.get(phase);
    if (known) return known;
    const row = Float32Array.from({ length: taps }, (_, k) =>
      weightAt(Math.abs(k - half + 1 - phase / phases), reach, cutoff),
    );
    rows.set(phase, row);
    return row;
  };
  // Silence at both ends, so that every weight meets a sample.
  const padded = new Float32Array(samples.length + taps);
  padded.set(samples, half - 1);
  const out = new Float32Array(Math.ceil((samples.length * to) / from));
  for (let i = 0; i < out.length; i++) {
    const place = Math.floor((i * step) / phases);
    const row = rowOf((i * step) % phases);
    let sum = 0;
    for (let k = 0; k < taps; k++) sum += (padded[place + k] as number) * (row[k] as number);
    out[i] = sum;
  }
  return out;
}
