/**
 * A run as the files of its folder, the same as `ganport train` writes: so a run goes from a page to the
 * command line and back.
 */
import {
  decodeCheckpoint,
  encodeCheckpoint,
  type Checkpoint,
  type MetricsRow,
} from '@ganport/core';
import { metricsRowSchema } from '@ganport/core/internal';
import type { Pixels, Warning } from '@ganport/core';
import { unzipSync, zipSync, type UnzipFileFilter } from 'fflate';
import { pixelsOf, pngOf } from './png.ts';
import type { Settings } from './protocol.ts';

/** A run at the step of its checkpoint. */
export interface KeptRun {
  readonly config: Settings;
  readonly rows: readonly MetricsRow[];
  readonly warnings: readonly Warning[];
  /** Pictures of samples by their steps. */
  readonly samples: ReadonlyMap<number, Pixels>;
  readonly checkpoint?: Checkpoint | undefined;
}

/** Contents by paths below the folder of the run. */
export type Files = Readonly<Record<string, Uint8Array>>;

const text = (value: string) => new TextEncoder().encode(value);
const lines = (values: readonly unknown[]) =>
  text(values.map((value) => `${JSON.stringify(value)}\n`).join(''));
const padded = (step: number) => String(step).padStart(6, '0');

/** The files of a run; what is later than its checkpoint is left out, as when it is resumed. */
export async function filesOf(run: KeptRun): Promise<Files> {
  const { config, rows, warnings, samples, checkpoint } = run;
  const step = checkpoint?.header.step ?? 0;
  const early = <T extends { readonly step: number }>(all: readonly T[]) =>
    all.filter((each) => each.step <= step);
  const files: Record<string, Uint8Array> = {
    'config.json': text(`${JSON.stringify(config, undefined, 2)}\n`),
    'metrics.jsonl': lines(early(rows)),
  };
  if (early(warnings).length > 0) files['warnings.jsonl'] = lines(early(warnings));
  for (const [at, picture] of samples) {
    if (at <= step) files[`samples/step-${padded(at)}.png`] = await pngOf(picture);
  }
  if (checkpoint) {
    const parts = await encodeCheckpoint(checkpoint);
    files[`checkpoint/step-${padded(step)}.safetensors`] = joined(parts);
  }
  return files;
}

/** The most bytes of a run that a page takes. */
const MOST_BYTES = 2 ** 30;

/**
 * The run of a folder's files, or of a zip of the folder.
 *
 * @throws Error when they are not those of a run, CoreError when the checkpoint is damaged
 */
export async function runOf(given: Files): Promise<KeptRun> {
  const files = unpacked(given);
  const root = Object.keys(files)
    .filter((name) => /(^|\/)config\.json$/.test(name))
    .toSorted((a, b) => a.length - b.length)[0];
  if (root === undefined) {
    throw new Error('run: has no config.json; choose the folder of a run, or a zip of it');
  }
  const inside = (name: string) => files[root.replace(/config\.json$/, name)];
  const config = JSON.parse(decoded(files[root])) as Settings;
  const rows = jsonLines(decoded(inside('metrics.jsonl'))).map((row) =>
    metricsRowSchema.parse(row),
  );
  const warnings = jsonLines(decoded(inside('warnings.jsonl'))) as Warning[];
  const newest = newestOf(Object.keys(files), /checkpoint\/step-(\d+)\.safetensors$/);
  if (newest === undefined) throw new Error('run: has no checkpoint yet; train it for longer');
  const checkpoint = await decodeCheckpoint(files[newest.name] ?? new Uint8Array(), newest.name);
  const picture = newestOf(Object.keys(files), /samples\/step-(\d+)\.png$/);
  const samples = new Map<number, Pixels>();
  if (picture) samples.set(picture.step, await pixelsOf(files[picture.name] ?? new Uint8Array()));
  return { config, rows, warnings, samples, checkpoint };
}

/** A zip of files. What is compressed already is stored as it is. */
export function zipped(files: Files): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, [bytes, { level: 1 }]])),
  );
}

function unpacked(files: Files): Files {
  const [only, ...others] = Object.values(files);
  const isZip = only?.[0] === 0x50 && only[1] === 0x4b;
  if (!only || !isZip || others.length > 0) return files;
  let left = MOST_BYTES;
  const isTaken = ({ originalSize }: { originalSize: number }): boolean => {
    left -= originalSize;
    return left >= 0;
  };
  const inside = unzipped(only, isTaken);
  if (left < 0) throw new Error(`run: has more than ${MOST_BYTES} bytes; resume it in Node`);
  return inside;
}

function unzipped(zip: Uint8Array, filter: UnzipFileFilter): Files {
  try {
    return unzipSync(zip, { filter });
  } catch (cause) {
    throw new Error('run: the zip is damaged, or not all of it; bring it again', { cause });
  }
}

function newestOf(names: readonly string[], pattern: RegExp) {
  return names
    .flatMap((name) => {
      const [, step] = pattern.exec(name) ?? [];
      return step === undefined ? [] : [{ name, step: Number(step) }];
    })
    .toSorted((a, b) => b.step - a.step)[0];
}

function decoded(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes ?? new Uint8Array());
}

function jsonLines(content: string): unknown[] {
  return content.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
