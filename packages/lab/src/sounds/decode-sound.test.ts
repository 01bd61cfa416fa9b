/** Sound files of other encoders (fixtures/make-sounds.py), and files that cannot be used. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeWav } from '@ganport/core/internal';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';
import { decodeSound } from './decode-sound.ts';

const fixtures = join(import.meta.dirname, '../../../../fixtures/sounds');
const folder = temporaryFolder();

const write = (name: string, bytes: Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

/** A WAV file with the given header over zeros, or over the given bytes. */
function wav(
  { channels = 1, rate = 8000, bits = 16, bytes = new Uint8Array(400).fill(1) },
  declared = bytes.length,
): Uint8Array {
  const file = new Uint8Array(44 + bytes.length);
  file.set(encodeWav(new Float32Array(), rate));
  file.set(bytes, 44);
  const view = new DataView(file.buffer);
  view.setUint16(22, channels, true);
  view.setUint16(32, Math.min(65_535, (channels * bits) / 8), true);
  view.setUint16(34, bits, true);
  view.setUint32(40, declared, true);
  return file;
}

/** The mean of both channels. */
const tone = Float32Array.from(
  { length: 4410 },
  (_, i) => 0.375 * Math.sin((2 * Math.PI * 440 * i) / 44_100),
);

test.each([
  ['tone-24.wav', 1e-6],
  ['tone-float.wav', 1e-6],
  ['tone-mu-law.wav', 0.015],
])('%s: the mean of two channels', async (name, tolerance) => {
  const { samples, sampleRate } = await decodeSound(join(fixtures, name));
  expect([sampleRate, samples.length]).toEqual([44_100, 4410]);
  const errors = samples.map((sample, i) => Math.abs(sample - (tone[i] ?? NaN)));
  expect(Math.max(...errors)).toBeLessThan(tolerance);
});

test('192,000 samples a second and eight channels are read', async () => {
  const bytes = new Uint8Array(new Int16Array([1, 2, 3, 4, 5, 6, 7, 800]).buffer);
  const path = write('wide.wav', wav({ channels: 8, rate: 192_000, bytes }));
  const { samples, sampleRate } = await decodeSound(path);
  expect([sampleRate, samples.length]).toEqual([192_000, 1]);
  expect(samples[0]).toBeCloseTo(828 / 8 / 32_767, 6);
});

const encodedAs = (encoding: number) => {
  const file = wav({ bytes: new Uint8Array(400).fill(9) });
  new DataView(file.buffer).setUint16(20, encoding, true);
  return file;
};

/** Each of its bytes becomes a number of four. */
const large = wav({ bits: 8, bytes: new Uint8Array(2 ** 19).fill(1) });

test.each([
  ['text.wav', Buffer.from('no sound at all'), 'is no WAV file'],
  ['empty.wav', new Uint8Array(), 'is no WAV file'],
  ['adpcm.wav', encodedAs(0x11), 'has the encoding 17, not PCM, floats, A-law or µ-law'],
  ['silent.wav', encodeWav(new Float32Array(100), 8000), 'is silent'],
  ['none.wav', encodeWav(new Float32Array(), 8000), 'has no samples of sound'],
  ['short.wav', wav({}, 4000), 'is truncated: 400 of 4000 bytes of sound are there'],
  ['many.wav', wav({ channels: 65_535 }), 'has 65535 channels, at most 8 are mixed to one'],
  ['nobody.wav', wav({ channels: 0 }), 'has a damaged header'],
  ['slow.wav', wav({ rate: 10 }), 'has 10 samples a second, not 1000 to 384000'],
  ['large.wav', large, `its sound has more bytes, the limit is ${2 ** 20} bytes`],
])('%s: one line with the reason', async (name, bytes, reason) => {
  const path = write(name, bytes);
  const error: Error = await decodeSound(path, 2 ** 20).then(
    () => expect.unreachable(),
    (thrown: Error) => thrown,
  );
  expect(error.message).toMatch(reason);
  expect(error.message.startsWith(path)).toBe(true);
  expect(error.message).not.toContain('\n');
});

test('samples that are no numbers', async () => {
  const file = wav({ bits: 32, bytes: new Uint8Array(Float32Array.of(0.5, NaN).buffer) });
  new DataView(file.buffer).setUint16(20, 3, true); // Floats
  await expect(decodeSound(write('nan.wav', file))).rejects.toThrow('has samples that are no num');
});
