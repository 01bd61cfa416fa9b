/** What the files of generators declare of their samples, by kind. */
import type { Table } from '@ganport/core/internal';
import type { Metadata } from '../metadata.ts';
import { unsuitable } from './ends.ts';

export type KindOfSamples = 'images' | 'audio' | 'jets' | 'text' | 'volumes' | 'rows';

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

export interface FactsReader {
  /** @throws WebError 'unsuitable-model' for metadata that make no sense */
  readonly facts?: (metadata: Metadata) => Omit<SampleFacts, 'kind'>;
}

/** Those of the kinds that a page or its worker knows. */
export type FactsReaders = Readonly<Partial<Record<KindOfSamples, FactsReader>>>;

/** What a file declares of its samples. @throws WebError 'unsuitable-model' for a kind that is not known */
export function sampleFacts(metadata: Metadata, kinds: FactsReaders): SampleFacts {
  const name = metadata['ganport.kind'] ?? 'images';
  if (!Object.hasOwn(kinds, name)) {
    const known = Object.keys(kinds).join(', ');
    throw unsuitable(`this model makes ${name}; a page shows ${known}`);
  }
  const kind = name as KindOfSamples;
  return { kind, ...kinds[kind]?.facts?.(metadata) };
}
