/** The data that a page can train on, by the name of the setting. */
import { byteDataset, createRing, type Dataset, type OpenModeReader } from '@ganport/core';
import { RING, ringModes } from '@ganport/core/internal';
import { DIGITS, digitsPart, LABELS } from '@ganport/studio/protocol';

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

/** Readers of the modes of data, for warnings of mode collapse. */
export const modeReaders: Readonly<Record<string, OpenModeReader>> = {
  ring: async () => ({
    modes: RING.modes,
    read: async (points) => ringModes(points),
    dispose: async () => undefined,
  }),
};

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
  const worker = async (): Promise<void> => {
    for (let part = next.shift(); part !== undefined; part = next.shift()) {
      const bytes = await unpacked(new URL(digitsPart(part), site), perPart * length);
      pixels.set(bytes, part * perPart * length);
      onProgress(++there / parts);
    }
  };
  const labels = await unpacked(new URL(LABELS, site), size);
  await Promise.all([worker(), worker(), worker(), worker()]);
  return byteDataset({
    name: 'mnist (train)',
    shape,
    size,
    pixels,
    labels: Int32Array.from(labels),
    classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
  });
}

/** A file of the site, unpacked. @throws Error when it is missing or of another length */
async function unpacked(address: URL, length: number): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok || !response.body) {
    throw new Error(
      `${address.pathname}: this site has no digits; open the page with ganport studio`,
    );
  }
  const stream = response.body.pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  if (bytes.length === length) return bytes;
  throw new Error(`${address.pathname}: has ${bytes.length} bytes, not ${length}; reload the page`);
}
