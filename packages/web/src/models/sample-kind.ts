/** The kinds of samples that a page can show, with what their files must declare. */
import { JET_SCALE, type Table, tableProblem } from '@ganport/core/internal';
import { unsuitable } from './ends.ts';
import type { Metadata } from '../metadata.ts';

/** What is known of the samples of a kind beside their numbers. */
export interface SampleFacts {
  readonly kind: KindOfSamples;
  /** Of sounds: samples a second. */
  readonly rate?: number;
  /** Of jets: GeV for which the number 1 stands. */
  readonly scale?: number;
  /** Of text: the characters by number. The first ends a line, the second stands for all others. */
  readonly vocabulary?: readonly string[];
  /** Of rows: the columns of their table. */
  readonly table?: Table;
}

/** What Web Audio plays everywhere. */
const rates = { least: 3000, most: 192_000 } as const;
const USUAL_RATE = 16_000;

const kinds = {
  images: () => ({}),
  audio: (metadata: Metadata) => {
    const rate = Number(metadata['ganport.audio.rate'] ?? USUAL_RATE);
    if (rate >= rates.least && rate <= rates.most) return { rate };
    throw unsuitable(
      `a page plays ${rates.least} to ${rates.most} samples a second; ganport.audio.rate of this model is ${metadata['ganport.audio.rate']}`,
    );
  },
  jets: (metadata: Metadata) => {
    const scale = Number(metadata['ganport.jets.scale'] ?? JET_SCALE);
    if (scale > 0 && Number.isFinite(scale)) return { scale };
    throw unsuitable(
      `ganport.jets.scale is a number of GeV above 0; that of this model is ${metadata['ganport.jets.scale']}`,
    );
  },
  text: (metadata: Metadata) => ({ vocabulary: vocabularyOf(metadata['ganport.text.vocabulary']) }),
  volumes: () => ({}),
  rows: (metadata: Metadata) => ({ table: tableOf(metadata['ganport.rows.table']) }),
} as const satisfies Record<string, (metadata: Metadata) => object>;

export type KindOfSamples = keyof typeof kinds;

/** @throws WebError 'unsuitable-model' for what no table can be */
function tableOf(text = ''): Table {
  let table: unknown;
  try {
    table = JSON.parse(text);
  } catch {
    // Reported below, like a table that is none.
  }
  const problem = tableProblem(table);
  if (problem === undefined) return table as Table;
  throw unsuitable(`the table of this model, ganport.rows.table, ${problem}: export it again`);
}

/** @throws WebError 'unsuitable-model' for a kind that pages do not show */
export function sampleFacts(metadata: Metadata): SampleFacts {
  const kind = metadata['ganport.kind'] ?? 'images';
  if (Object.hasOwn(kinds, kind)) {
    return { kind: kind as KindOfSamples, ...kinds[kind as KindOfSamples](metadata) };
  }
  const known = Object.keys(kinds).join(', ');
  throw unsuitable(`this model makes ${kind}; a page shows ${known}`);
}

const MOST_CHARACTERS = 1024;

/** The first is nothing, each other one a character that can be seen. @throws WebError 'unsuitable-model' */
function vocabularyOf(text = ''): readonly string[] {
  try {
    const [first, ...others]: readonly unknown[] = JSON.parse(text);
    const isOne = (each: unknown): each is string => typeof each === 'string' && seen.test(each);
    if (first === '' && others.length < MOST_CHARACTERS && others.every(isOne)) {
      return [first, ...others];
    }
  } catch {
    // Reported below, like a list of something else.
  }
  throw unsuitable(
    'the metadata ganport.text.vocabulary is no list of characters: export the model again',
  );
}

/** Neither a control nor a format character, nor what Unicode leaves open. */
const seen = /^\P{C}$/u;
