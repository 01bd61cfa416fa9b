/**
 * The files that samples are answered as, a line a path: one picture of any samples, and the file of their
 * kind: WAV, lines of text, CSV, numpy's arrays.
 */
import type { KindName } from '@ganport/core';
import { type DrawnSamples, encodeSheet, type SampleLabels } from '@ganport/lab';
import { encodeArrays, encodeJoined } from '@ganport/lab/internal';

export interface SampleFile {
  readonly path: string;
  readonly type: string;
  readonly summary: string;
  /** The kinds of samples that it holds; all where absent. */
  readonly kinds?: readonly KindName[];
  encode(
    samples: DrawnSamples,
    columns: number,
    labels: SampleLabels,
  ): Promise<Uint8Array> | Uint8Array;
}

export const sampleFiles: readonly SampleFile[] = [
  {
    path: '/images.png',
    type: 'image/png',
    summary: 'Samples of a generator, as one picture',
    encode: encodeSheet,
  },
  {
    path: '/samples.wav',
    type: 'audio/wav',
    summary: 'Sounds of a generator, one after the other',
    kinds: ['audio'],
    encode: (samples) => encodeJoined(samples, 'wav'),
  },
  {
    path: '/samples.txt',
    type: 'text/plain; charset=utf-8',
    summary: 'Lines of text of a generator',
    kinds: ['text'],
    encode: (samples) => encodeJoined(samples, 'txt'),
  },
  {
    path: '/samples.csv',
    type: 'text/csv; charset=utf-8',
    summary: 'Rows of a generator, with the names of the columns first',
    kinds: ['rows'],
    encode: (samples) => encodeJoined(samples, 'csv'),
  },
  {
    path: '/samples.npz',
    type: 'application/zip',
    summary: "Jets or volumes of a generator, as numpy's arrays in the unit of the data",
    kinds: ['jets', 'volumes'],
    encode: (samples) => encodeArrays(samples),
  },
];
