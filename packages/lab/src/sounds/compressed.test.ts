/** FLAC, MP3, Ogg Vorbis and Opus of another encoder (fixtures/make-sounds.py), and damaged ones. */
import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { LabError } from '../errors.ts';
import { temporaryFolder } from '../files/temporary-folder.test.support.ts';
import { decodeSound } from './decode-sound.ts';

const fixtures = join(import.meta.dirname, '../../../../fixtures/sounds');
const folder = temporaryFolder();
const names = ['tone.flac', 'tone-24.flac', 'tone.mp3', 'tone-vorbis.ogg', 'tone.opus'] as const;

const fixture = (name: string) => new Uint8Array(readFileSync(join(fixtures, name)));

/** A file with some of its bytes changed. */
function changed(name: string, at: number, ...bytes: number[]): Uint8Array {
  const file = fixture(name);
  file.set(bytes, at);
  return file;
}

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function messageFor(name: string, bytes: Uint8Array, maxBytes?: number): Promise<string> {
  const path = write(name, bytes);
  const error: unknown = await decodeSound(path, maxBytes).then(
    () => expect.unreachable(),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LabError);
  const { message } = error as LabError;
  expect(message.startsWith(`${path}: `)).toBe(true);
  expect(message).not.toContain('\n');
  return message.slice(path.length + 2);
}

// Sixteen bits round, encoders that lose something keep a tone well. Encoders of Opus fade the last part.
test.each([
  ['tone.flac', 44_100, 4410, 3e-5],
  ['tone-24.flac', 44_100, 4410, 1e-6],
  ['tone.mp3', 44_100, 4410, 0.008],
  ['tone-vorbis.ogg', 44_100, 4410, 0.014],
  ['tone.opus', 48_000, 4320, 0.017],
])('%s: the mean of two channels of a tone', async (name, rate, compared, tolerance) => {
  const { samples, sampleRate } = await decodeSound(join(fixtures, name));
  expect([sampleRate, samples.length]).toEqual([rate, rate / 10]);
  const worst = samples.subarray(0, compared).reduce((most, sample, i) => {
    const tone = 0.375 * Math.sin((2 * Math.PI * 440 * i) / rate);
    return Math.max(most, Math.abs(sample - tone));
  }, 0);
  expect(worst).toBeLessThan(tolerance);
});

test.each(names)('%s: half of it is truncated, in one line', async (name) => {
  const bytes = fixture(name);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  expect(await messageFor(`half${extname(name)}`, half)).toMatch(/^is (truncated|damaged)/);
});

test.each(names)('%s: another format under its name', async (name) => {
  const other = fixture(name === 'tone.flac' ? 'tone.mp3' : 'tone.flac');
  const wrong = extname(name) === '.flac' ? fixture('tone.mp3') : other;
  expect(await messageFor(`wrong${extname(name)}`, wrong)).toMatch(
    /^is no (FLAC|MP3|Ogg Vorbis or Ogg Opus|Ogg Opus) file; replace or remove it$/,
  );
});

test.each([
  // All 36 bits of the number of samples.
  ['long.flac', changed('tone.flac', 21, 0xff, 0xff, 0xff, 0xff, 0xff), 'its sound has more bytes'],
  ['slow.flac', changed('tone.flac', 18, 0, 0, 0x02), 'has 0 samples a second'],
  ['short.flac', fixture('tone.flac').subarray(0, 20), 'is truncated'],
  ['wide.ogg', changed('tone-vorbis.ogg', 28 + 11, 255), 'has 255 channels'],
  ['fast.ogg', changed('tone-vorbis.ogg', 28 + 12, 255, 255, 255), 'has 16777215 samples a second'],
  ['nobody.opus', changed('tone.opus', 28 + 9, 0), 'has a damaged header'],
  ['tag.mp3', Uint8Array.from(Buffer.from('ID3\x04\0\0\x7f\x7f\x7f\x7f')), 'is no MP3 file'],
])('%s: refused before anything is decoded', async (name, bytes, reason) => {
  expect(await messageFor(name, bytes)).toContain(reason);
});

test.each(names)('%s: more sound than the limit', async (name) => {
  const bytes = fixture(name);
  expect(await messageFor(`large${extname(name)}`, bytes, 8000)).toContain(
    'its sound has more bytes, the limit is 8000 bytes',
  );
});

test.each(names)('%s: a file with random damage is a sound or one line', async (name) => {
  const printed = vi.spyOn(console, 'error');
  let state = 1;
  const draw = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let run = 0; run < 12; run++) {
    const bytes = fixture(name);
    for (let i = 0; i < 8; i++) bytes[draw(bytes.length)] = draw(256);
    const path = write(`damaged${extname(name)}`, bytes);
    const result = await decodeSound(path).then(
      ({ samples }) => samples.length > 0,
      (error: unknown) => error instanceof LabError && !error.message.includes('\n'),
    );
    expect(result).toBe(true);
  }
  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
});
