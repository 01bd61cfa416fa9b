/**
 * Sounds in an NPZ file, as `ganport generate` writes them: `sounds` [count, length], and `rate`, their samples
 * a second.
 */
import { basename } from 'node:path';
import type { Dataset } from '@ganport/core';
import { fromSixteenBits, toSixteenBits } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import { checkRate, SILENCE } from '../sounds/decode-sound.ts';
import { atPeak, resolved } from '../sounds/options.ts';
import { resample } from '../sounds/resample.ts';
import { soundDataset } from '../sounds/sound-dataset.ts';
import { namedLabelsIn, soundNames, type Archive, type NamedArray } from './archive.ts';
import { defaultMemory, refuseImageOptions, type DatasetOptions } from './options.ts';

/**
 * The sounds of an archive: [count, length] or [count, length, 1], numbers in [-1, 1] or int16. Without `rate`
 * they are taken as they are.
 *
 * @throws LabError 'data-mismatch' for other arrays, with the number of values that are none of a sound, and for
 * more sound than fits into memory
 */
export function soundsOf(archive: Archive, file: string, options: DatasetOptions = {}): Dataset {
  refuseImageOptions(options, file, 'sounds');
  const found = archive.find([soundNames.sounds]);
  if (!found) {
    const held = archive.names.join(', ') || 'nothing';
    const message = `${file}: holds ${held}; sounds must have the name ${soundNames.sounds}`;
    throw new LabError('data-mismatch', message);
  }
  const { size, length } = sizesOf(found);
  const { sampleRate } = resolved(options.sounds);
  const given = archive.find([soundNames.rate]);
  const rate = rateOf(given, sampleRate);
  const values = valuesOf(found);
  const { memory = defaultMemory, sounds: { loudness } = {} } = options;
  const bytes = size * Math.ceil((length * sampleRate) / rate) * Int16Array.BYTES_PER_ELEMENT;
  if (bytes > memory) {
    const message = `${file}: its sounds have ${bytes} bytes at ${sampleRate} samples a second, the limit is ${memory}; give fewer, or a lower --sample-rate`;
    throw new LabError('data-mismatch', message);
  }
  const sounds = Array.from({ length: size }, (_, i) => {
    const resampled = resample(values.subarray(i * length, (i + 1) * length), rate, sampleRate);
    return toSixteenBits(loudness === 'peak' ? atPeak(resampled) : resampled);
  });
  const unknownRate = `no array ${soundNames.rate}: the sounds are taken to have ${sampleRate} samples a second`;
  const silence = silenceOf({ name: found.name, values, size, length });
  const notes = given ? silence : [unknownRate, ...silence];
  const description = {
    name: basename(file),
    size,
    ...namedLabelsIn(archive, size, 'sounds'),
    ...(notes.length > 0 && { notes }),
  };
  // In range: data sets check the indices that they read.
  return soundDataset(description, (index) => sounds[index] as Int16Array, options.sounds);
}

interface Sounds {
  readonly name: string;
  readonly values: Float32Array;
  readonly size: number;
  readonly length: number;
}

function sizesOf({ name, array: { shape } }: NamedArray) {
  const [size = 0, length = 0, channels = 1] = shape;
  const isOfSounds = shape.length === 2 || (shape.length === 3 && channels === 1);
  if (isOfSounds && size * length > 0) return { size, length };
  const message = `${name} is [${shape.join(', ')}]; sounds are [count, length] or [count, length, 1]`;
  throw new LabError('data-mismatch', message);
}

/** One number, an array of none or one axis. */
function rateOf(found: NamedArray | undefined, otherwise: number): number {
  if (!found) return otherwise;
  const { name, array } = found;
  const rate = Number(array.data[0]);
  if (array.data.length === 1) {
    checkRate(rate, name);
    return rate;
  }
  const message = `${name} is [${array.shape.join(', ')}]; it is one number, samples a second`;
  throw new LabError('data-mismatch', message);
}

function valuesOf({ name, array: { data } }: NamedArray): Float32Array {
  if (data instanceof Int16Array) return fromSixteenBits(data);
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    const message = `${name} has whole numbers; save sounds as floats from -1 to 1, or as int16`;
    throw new LabError('data-mismatch', message);
  }
  const values = Float32Array.from(data);
  const odd = values.reduce((count, value) => count + (Math.abs(value) <= 1 ? 0 : 1), 0);
  if (odd === 0) return values;
  const message = `${name}: ${odd} of ${values.length} values are not in -1 to 1; scale them, and replace NaN`;
  throw new LabError('data-mismatch', message);
}

/** @throws LabError 'data-mismatch' where all sounds are silent */
function silenceOf({ name, values, size, length }: Sounds): string[] {
  const isSilent = (i: number) =>
    values.subarray(i * length, (i + 1) * length).every((value) => Math.abs(value) < SILENCE);
  const silent = Array.from({ length: size }, (_, i) => isSilent(i)).filter(Boolean).length;
  if (silent === size) {
    throw new LabError('data-mismatch', `${name}: all ${size} sounds are silent; give others`);
  }
  return silent > 0 ? [`${silent} of ${size} sounds ${silent === 1 ? 'is' : 'are'} silent`] : [];
}
