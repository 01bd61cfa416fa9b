/** The transform, fast or not, against the sum that defines it. */
import { expect, test } from 'vitest';
import { openPowerSpectrum } from './fourier.ts';

test.each([2, 8, 12, 256])('%i numbers: the power of each frequency', (size) => {
  const values = Float64Array.from({ length: size }, (_, i) => Math.sin(i * i) + i / size);
  const out = new Float64Array(size / 2);
  openPowerSpectrum(size)(values, out);
  for (const [bin, power] of out.entries()) {
    let [re, im] = [0, 0];
    for (const [i, value] of values.entries()) {
      re += value * Math.cos((2 * Math.PI * bin * i) / size);
      im -= value * Math.sin((2 * Math.PI * bin * i) / size);
    }
    expect(power).toBeCloseTo(re ** 2 + im ** 2, 8);
  }
});
