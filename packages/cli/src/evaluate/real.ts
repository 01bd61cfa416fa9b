/** The real images of an evaluation: data, or a file of their statistics. */
import {
  type DatasetOptions,
  defaultExtractor,
  openDefaultExtractor,
  type Extractor,
  LabError,
  openExtractor,
  openRealData,
  readStatistics,
  runDataOf,
  type RealData,
  type Statistics,
} from '@ganport/lab';
import { shippedClassifier } from '@ganport/lab/internal';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { CliError } from '../errors.ts';
import { note } from '../terminal.ts';

export interface RealSide {
  /** Where it comes from: the name of data, or a file. */
  readonly spec: string;
  readonly real: RealData | Statistics;
  /** The names of the classes, where there are labels. */
  readonly classes: readonly string[] | undefined;
}

export interface RealOptions {
  readonly seed: number;
  readonly maxBytes?: number;
  readonly sounds?: NonNullable<DatasetOptions['sounds']>;
  readonly text?: NonNullable<DatasetOptions['text']>;
  readonly rows?: NonNullable<DatasetOptions['rows']>;
}

/**
 * Opens data, or a .safetensors file of statistics. For a run the images are prepared as those that
 * it learned from.
 *
 * @param samples what the samples come from: of a run, the data of its config are the default
 * @param data the data that the user names
 * @throws CliError 'bad-argument' without data; LabError as runDataOf, openRealData and
 * readStatistics, 'not-found' for data of a run that are gone
 */
export async function openRealSide(
  samples: string,
  data: string | undefined,
  options: RealOptions,
): Promise<RealSide> {
  if (data?.endsWith('.safetensors')) {
    const statistics = await readStatistics(data);
    return { spec: data, real: statistics, classes: statistics.about.classes };
  }
  const own = await runDataOf(samples);
  if (data === undefined && own) note(`${samples}: compared with its own data, ${own.spec}`);
  const spec = data ?? own?.spec;
  if (spec === undefined) {
    const message = `--data is missing: only a run knows the images that it learned from; give --data <data>`;
    throw new CliError('bad-argument', message);
  }
  try {
    const real = await openRealData(spec, { ...own?.images, ...options });
    return { spec, real, classes: real.reference.classes };
  } catch (cause) {
    if (data !== undefined || !(cause instanceof LabError)) throw cause;
    const message = `${samples}: its data cannot be read (${cause.message}); name the real images with --data`;
    throw new LabError(cause.code, message, { cause });
  }
}

/**
 * Opens the given extractor, or the default one for the images.
 *
 * @throws LabError as defaultExtractor and openExtractor
 */
export async function openExtractorFor(
  { real, spec }: RealSide,
  { features, session }: { readonly features?: string; readonly session: NodeSessionOptions },
): Promise<Extractor> {
  const samples = 'about' in real ? real.about : real.reference;
  const options = { kind: samples.kind ?? 'images', ...session };
  if (features !== undefined) return openExtractor(features, options);
  if (defaultExtractor(samples) === shippedClassifier && spec !== 'mnist' && !('about' in real)) {
    note(
      "the features are those of ganport's classifier of MNIST digits; for other images give --features",
    );
  }
  return openDefaultExtractor(samples, session);
}
