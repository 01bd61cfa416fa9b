/** The data that a page can train on, by the name of the setting. */
import {
  byteDataset,
  createRing,
  type Dataset,
  type ModeReader,
  type OpenModeReader,
} from '@ganport/core';
import { RING, ringModes } from '@ganport/core/internal';
import { predictedClasses } from '@ganport/core/metrics';
import { DIGITS, digitsPart, LABELS } from '@ganport/studio/protocol';
import { loadClassifier, type DigitClassifier } from './digit-classifier.ts';
import { fetched } from './fetched.ts';

/** Where data come from. */
export interface DataPlace {
  /** The address of the site. */
  readonly site: string;
  /** Receives the share that is there, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

type Load = (place: DataPlace) => Promise<Dataset>;

const loaders: Readonly<Record<string, Load>> = {
  ring: async () => createRing(),
  mnist: loadDigits,
};

/** What judges the samples of data: their modes, for warnings of mode collapse, and scores. */
export interface Judges {
  readonly modes: OpenModeReader;
  /** Opens a classifier; only of digits. */
  readonly classifier?: () => Promise<DigitClassifier>;
}

const judges: Readonly<Record<string, (site: string) => Promise<Judges>>> = {
  ring: async () => ({
    modes: async () => ({
      modes: RING.modes,
      read: async (points) => ringModes(points),
      dispose: async () => undefined,
    }),
  }),
  async mnist(site) {
    const classifier = await loadClassifier(site);
    return { classifier, modes: () => digitModes(classifier) };
  },
};

async function digitModes(open: () => Promise<DigitClassifier>): Promise<ModeReader> {
  const classifier = await open();
  return {
    modes: 10,
    read: async (images) => predictedClasses((await classifier.classify(images)).probabilities),
    dispose: () => classifier.dispose(),
  };
}

/** Loads what judges the samples of data; undefined where a page has nothing. @throws Error as loadData */
export async function loadJudges(name: string, site: string): Promise<Judges | undefined> {
  return Object.hasOwn(judges, name) ? judges[name]?.(site) : undefined;
}

/** Loads data, each once. @throws Error for data that a page does not have */
export async function loadData(name: string, place: DataPlace): Promise<Dataset> {
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (!load) {
    const known = Object.keys(loaders).join(' and ');
    throw new Error(`data: a page has ${known}, and not ${name}; train it with the command line`);
  }
  const loaded = loading.get(name) ?? load(place);
  loading.set(name, loaded);
  loaded.catch(() => loading.delete(name));
  return loaded;
}

const loading = new Map<string, Promise<Dataset>>();

/** The 60,000 digits, in parts of some hundred kilobytes, which the browser keeps. */
async function loadDigits({ site, onProgress }: DataPlace): Promise<Dataset> {
  const { parts, perPart, size, shape } = DIGITS;
  const length = shape[0] * shape[1] * shape[2];
  const pixels = new Uint8Array(size * length);
  let there = 0;
  const next = Array.from({ length: parts }, (_, part) => part);
  const end = new AbortController();
  const worker = async (): Promise<void> => {
    for (let part = next.shift(); part !== undefined; part = next.shift()) {
      const bytes = await unpacked(new URL(digitsPart(part), site), perPart * length, end.signal);
      pixels.set(bytes, part * perPart * length);
      onProgress(++there / parts);
    }
  };
  const labels = await unpacked(new URL(LABELS, site), size);
  try {
    await Promise.all([worker(), worker(), worker(), worker()]);
  } catch (error) {
    // The other parts would go on, and tell a share of what has failed.
    end.abort();
    throw error;
  }
  return byteDataset({
    name: 'mnist (train)',
    shape,
    size,
    pixels,
    labels: Int32Array.from(labels),
    classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
  });
}

/** A file of the site, unpacked. @throws Error when it is missing, of another length, or not wanted any more */
async function unpacked(
  address: URL,
  length: number,
  signal: AbortSignal | null = null,
): Promise<Uint8Array> {
  const packed = new Blob([await fetched(address, signal)]);
  const stream = packed.stream().pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  signal?.throwIfAborted();
  if (bytes.length === length) return bytes;
  throw new Error(`${address.pathname}: has ${bytes.length} bytes, not ${length}; reload the page`);
}
