/** The real images of an evaluation: data, or a file of their statistics. */
import {
  type Extractor,
  openExtractor,
  openRealData,
  readStatistics,
  type RealData,
  type Statistics,
} from '@ganport/lab';
import { shippedClassifier } from '@ganport/lab/internal';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { CliError } from '../errors.ts';
import { note } from '../terminal.ts';

export interface RealSide {
  readonly real: RealData | Statistics;
  /** The names of the classes, where there are labels. */
  readonly classes: readonly string[] | undefined;
}

/**
 * Opens data, or a .safetensors file of statistics.
 *
 * @throws LabError as openRealData and readStatistics
 */
export async function openRealSide(
  spec: string,
  options: { readonly seed: number; readonly maxBytes?: number },
): Promise<RealSide> {
  if (spec.endsWith('.safetensors')) {
    const statistics = await readStatistics(spec);
    return { real: statistics, classes: statistics.about.classes };
  }
  const real = await openRealData(spec, options);
  return { real, classes: real.reference.classes };
}

/**
 * Opens the given extractor, or ganport's MNIST classifier for images of its size.
 *
 * @throws CliError 'bad-argument' for other images without an extractor; LabError as openExtractor
 */
export async function openExtractorFor(
  { real }: RealSide,
  spec: string,
  { features, session }: { readonly features?: string; readonly session: NodeSessionOptions },
): Promise<Extractor> {
  if (features !== undefined) return openExtractor(features, session);
  const shape = 'about' in real ? real.about.shape : real.reference.shape;
  if (shape.join() !== '28,28,1') {
    const message = `images of ${shape.join(' × ')} need an extractor: give --features <extractor.onnx>, such as one of ganport classifier`;
    throw new CliError('bad-argument', message);
  }
  if (spec !== 'mnist' && !('about' in real)) {
    note(
      "the features are those of ganport's classifier of MNIST digits; for other images give --features",
    );
  }
  return openExtractor(shippedClassifier, session);
}
