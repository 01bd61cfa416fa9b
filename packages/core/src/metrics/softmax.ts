/** Scores of classes as probabilities. */
import { asFeatures, type Features } from './features.ts';

/** The softmax of each row, shifted by its largest value against overflow. */
export function softmax({ data, count, width }: Features): Features {
  const out = new Float32Array(data.length);
  for (let i = 0; i < count; i++) {
    const row = data.subarray(i * width, (i + 1) * width);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = Float64Array.from(row, (logit) => Math.exp(logit - largest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    out.set(
      powers.map((power) => power / total),
      i * width,
    );
  }
  return asFeatures(out, width);
}
