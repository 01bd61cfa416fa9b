/** Sounds in Node: sixteen bits a sample, WAV files. */
import { dataKinds, DEFAULT_RATE, encodeWav } from '@ganport/core/internal';
import { fromSixteenBits, toSixteenBits } from '@ganport/core/internal';
import { audioInputOf } from './audio-input.ts';
import type { KindInLab } from './kind-in-lab.ts';

export const audio: KindInLab = {
  toStored: toSixteenBits,
  fromStored: (samples) => fromSixteenBits(samples as Int16Array),
  drawn: {
    what: 'sounds',
    expected: 'sounds [batch, length, 1]',
    takes: (shape) => dataKinds.audio.problem(shape) === undefined,
  },
  blank: 0,
  extension: 'wav',
  encode: async (sound, _shape, { sampleRate = DEFAULT_RATE }) => encodeWav(sound, sampleRate),
  arrays: ({ data, shape: [length = 1], settings: { sampleRate = DEFAULT_RATE } }, classes) => ({
    sounds: { data, shape: [data.length / length, length] },
    rate: { data: Int32Array.of(sampleRate), shape: [] },
    ...classes,
  }),
  inputOf: audioInputOf,
};
