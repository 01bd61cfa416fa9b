/**
 * The files that generated samples are written as, a row an extension: what each holds, and the kinds whose samples it
 * takes. The command line, servers and messages read this table.
 */
import type { DataKind, KindName } from '@ganport/core';
import { dataKinds, sampleLength } from '@ganport/core/internal';
import { classArrays } from '../../data/archive.ts';
import { encodeNpz } from '../../data/npz.ts';
import { LabError } from '../../errors.ts';
import { kindsInLab } from '../../kinds/index.ts';
import type { DrawnSamples } from './noise-generator.ts';
import { encodeFrames, encodeSheet } from './picture.ts';
import type { SampleLabels } from './sample-files.ts';

export interface SampleFormat {
  /** Without the dot. */
  readonly extension: string;
  /** The media type. */
  readonly type: string;
  /** What it holds, for help and messages. */
  readonly holds: string;
  readonly kinds: readonly KindName[];
  /** Whether samples are the frames of an interpolation. */
  readonly isAnimated?: true;
  encode(
    samples: DrawnSamples,
    columns: number,
    labels: SampleLabels,
  ): Promise<Uint8Array> | Uint8Array;
}

const kindNames = Object.keys(dataKinds) as KindName[];
const kindsWith = (has: (kind: DataKind, name: KindName) => boolean): KindName[] =>
  kindNames.filter((name) => has(dataKinds[name], name));

/** Samples one after the other, in the file that their kind has beside a picture. */
function joined(extension: string, type: string, holds: string): SampleFormat {
  return {
    ...{ extension, type, holds },
    kinds: kindsWith(({ file }) => file?.extension === extension),
    encode({ kind, data, shape, settings = {} }) {
      const { file }: DataKind = dataKinds[kind];
      const dims = [data.length / sampleLength(shape), ...shape];
      // Its kinds are those with such a file.
      return file?.encode({ dtype: 'float32', dims, data }, shape, settings) ?? new Uint8Array();
    },
  };
}

export const sampleFormats: readonly SampleFormat[] = [
  {
    extension: 'png',
    type: 'image/png',
    holds: 'samples as one picture',
    kinds: kindNames,
    encode: encodeSheet,
  },
  {
    extension: 'gif',
    type: 'image/gif',
    holds: 'images as an animation',
    kinds: ['images'],
    isAnimated: true,
    encode: (samples) => encodeFrames(samples, 'gif'),
  },
  {
    extension: 'webp',
    type: 'image/webp',
    holds: 'images as an animation',
    kinds: ['images'],
    isAnimated: true,
    encode: (samples) => encodeFrames(samples, 'webp'),
  },
  joined('wav', 'audio/wav', 'sounds one after the other'),
  joined('txt', 'text/plain; charset=utf-8', 'lines of text'),
  joined('csv', 'text/csv; charset=utf-8', 'rows below the names of their columns'),
  {
    extension: 'json',
    type: 'application/json',
    holds: 'text or rows, an object each',
    kinds: kindsWith((_, name) => kindsInLab[name].records !== undefined),
    encode: ({ kind, settings = {}, ...samples }) =>
      new TextEncoder().encode(
        `${JSON.stringify(kindsInLab[kind].records?.({ settings, ...samples }), undefined, 2)}\n`,
      ),
  },
  {
    extension: 'npz',
    type: 'application/zip',
    holds: "samples of any kind as numpy's arrays",
    kinds: kindNames,
    encode({ kind, settings = {}, ...samples }, _columns, { labels, classes }) {
      const ofClasses = labels ? classArrays(labels, classes) : {};
      return encodeNpz(kindsInLab[kind].arrays({ settings, ...samples }, ofClasses));
    },
  },
];

/** The format that a file's name asks for; undefined for an unknown extension. */
export function sampleFormatOf(path: string): SampleFormat | undefined {
  const [, extension = ''] = /\.([^./\\]+)$/.exec(path) ?? [];
  return sampleFormats.find((format) => format.extension === extension.toLowerCase());
}

/** @throws LabError 'bad-argument', with those that fit, for a format that samples of a kind are not written as */
export function checkFormat({ extension, holds, kinds }: SampleFormat, kind: KindName): void {
  if (kinds.includes(kind)) return;
  const fitting = sampleFormats.filter((format) => format.kinds.includes(kind));
  const own = fitting.map((format) => `.${format.extension}`);
  const message = `a .${extension} file holds ${holds}, and the generator makes ${dataKinds[kind].noun[1]}; write a ${own.slice(0, -1).join(', ')} or ${own.at(-1)}`;
  throw new LabError('bad-argument', message);
}
