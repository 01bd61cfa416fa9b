/** Text in Node: .txt files. Its metrics need no network, so none judges it. */
import { dataKinds, textsOf } from '@ganport/core/internal';
import { LabError } from '../errors.ts';
import { fromBytes, toBytes } from '../imaging/eight-bit.ts';
import type { KindInLab } from './kind-in-lab.ts';

export const text: KindInLab = {
  toStored: toBytes,
  fromStored: (bytes) => fromBytes(bytes as Uint8Array),
  drawn: {
    what: 'lines of text',
    expected: 'lines [batch, length, characters] with a vocabulary of as many characters',
    takes: (shape, { vocabulary = [] }) =>
      dataKinds.text.problem(shape) === undefined && vocabulary.length === shape[1],
  },
  blank: 0,
  extension: 'txt',
  encode: async (line, shape, { vocabulary = [] }) =>
    new TextEncoder().encode(`${textsOf(line, shape, vocabulary).join('')}\n`),
  arrays({ data, shape, settings: { vocabulary = [] } }, classes) {
    const lines = textsOf(data, shape, vocabulary);
    return { lines: { data: lines, shape: [lines.length] }, ...classes };
  },
  records: ({ data, shape, settings: { vocabulary = [] } }) =>
    textsOf(data, shape, vocabulary).map((line) => ({ text: line })),
  inputOf(_model, path) {
    const message = `${path}: text is measured by its n-grams, without an extractor; leave it out`;
    throw new LabError('bad-argument', message);
  },
};
