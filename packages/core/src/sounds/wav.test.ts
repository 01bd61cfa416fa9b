import { expect, test } from 'vitest';
import { encodeWav, fromSixteenBits, toSixteenBits } from './wav.ts';

test('a file has the header of the format and its samples', () => {
  const bytes = encodeWav(Float32Array.of(0, 1, -1, 2), 8000);
  const hex = Buffer.from(bytes).toString('hex');
  expect(hex).toBe(
    [
      ['52494646', '2c000000', '57415645'], // RIFF, 44 bytes follow, WAVE
      ['666d7420', '10000000', '0100', '0100', '401f0000', '803e0000', '0200', '1000'],
      ['64617461', '08000000', '0000', 'ff7f', '0180', 'ff7f'],
    ]
      .flat()
      .join(''),
  );
});

test('sixteen bits and back', () => {
  const samples = Float32Array.of(0, 0.5, -0.25, 1, -1);
  const back = fromSixteenBits(toSixteenBits(samples));
  for (const [i, sample] of samples.entries()) expect(back[i]).toBeCloseTo(sample, 4);
  expect(fromSixteenBits(Int16Array.of(-32_768))[0]).toBe(-1);
});
