/**
 * A feature extractor: an ONNX file that turns samples into the vectors that metrics compare and,
 * when it is a classifier, into class probabilities. Ganport's own classifier is one; so is any
 * network with an input of the samples' kind, such as Inception or CLIP's image encoder.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { type Model, readModelFile } from '@ganport/graph';
import type { HostTensor } from '@ganport/runtime';
import { createSession, type NodeSessionOptions } from '@ganport/runtime/node';
import { readInputFile, statInput } from '../files/read-input.ts';
import { LabError } from '../errors.ts';
import { kindsInLab } from '../kinds/index.ts';
import type { KindName, SampleShape } from '@ganport/core';
import { joinFeatures, sampleLength, softmax } from '@ganport/core/internal';
import { asFeatures, type Features, firstFeatures } from '@ganport/core/metrics';
import type { Extracted, Extractor } from './interface.ts';
import { spectrumExtractor, spectrumName } from './spectrum.ts';

/** The kind of its samples; and how and where its session computes. */
export interface ExtractorOptions extends NodeSessionOptions {
  readonly kind?: KindName;
}

/** The most input values and samples of a batch. */
const BATCH_VALUES = 2 ** 22;
const BATCH_SAMPLES = 256;

/**
 * Opens an ONNX file as an extractor, or the one of power spectra, `spectrum`. The features are the
 * output `features`, else the first with two dimensions; the probabilities are `probabilities`, else the
 * softmax of `logits`.
 *
 * @param options the kind of the samples, images unless given; the providers, and where the session computes
 * @throws LabError 'not-found', 'data-mismatch' when it takes no such samples or gives no vectors;
 * GraphError, RuntimeError when it is no ONNX model that runs here
 * @example
 * const inception = await openExtractor('inception.onnx');
 * const { features } = await inception.extract(images, [299, 299, 3]);
 */
export async function openExtractor(
  path: string,
  { kind = 'images', ...options }: ExtractorOptions = {},
): Promise<Extractor> {
  if (path === spectrumName) return spectrumExtractor();
  const sha256 = await hashOf(path);
  const model = await readModelFile(path);
  const { inputOf, blank } = kindsInLab[kind];
  const input = inputOf(model, path);
  const { features, classes } = outputsOf(model, path);
  const fetches = [features, ...(classes && classes.name !== features ? [classes.name] : [])];
  const session = await createSession(path, options);

  /** @param samples as many as the graph takes at a time, or fewer */
  async function extractBatch(samples: Float32Array, shape: SampleShape): Promise<Extracted> {
    const length = sampleLength(shape);
    const given =
      input.batch === undefined ? samples : padded(samples, input.batch * length, blank);
    const outputs = await session.run({ [input.name]: await input.fit(given, shape) }, fetches);
    const rowsOf = (name: string): Features => {
      const { data, dims } = outputs[name] as HostTensor;
      const rows = asFeatures(data as Float32Array, dims[1] ?? NaN);
      return firstFeatures(rows, samples.length / length);
    };
    const scores = classes && rowsOf(classes.name);
    return {
      features: rowsOf(features),
      ...(scores && { probabilities: classes.areLogits ? softmax(scores) : scores }),
    };
  }

  return {
    name: basename(path),
    sha256,
    own: input.own,
    classifies: classes !== undefined,
    metadata: model.metadata,
    async extract(samples, shape) {
      const fitting = Math.max(1, Math.floor(BATCH_VALUES / input.values(shape)));
      const batch = input.batch ?? Math.min(BATCH_SAMPLES, fitting);
      const step = batch * sampleLength(shape);
      const parts: Extracted[] = [];
      for (let start = 0; start < samples.length; start += step) {
        parts.push(await extractBatch(samples.subarray(start, start + step), shape));
      }
      return joinExtracted(parts);
    },
    dispose: () => session.dispose(),
  };
}

/** Concatenates parts. */
export function joinExtracted(parts: readonly Extracted[]): Extracted {
  const probabilities = parts.flatMap((part) => part.probabilities ?? []);
  return {
    features: joinFeatures(parts.map((part) => part.features)),
    ...(probabilities.length > 0 && { probabilities: joinFeatures(probabilities) }),
  };
}

function outputsOf({ graph }: Model, path: string) {
  const vectors = graph.outputs
    .filter(({ dtype, shape }) => dtype === 'float32' && shape.length === 2)
    .map(({ name }) => name);
  const features = vectors.includes('features') ? 'features' : vectors[0];
  if (features === undefined) {
    const has = graph.outputs.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
    const message = `${path}: cannot be used as an extractor: no output has 2 dimensions (it has ${has}); add one that flattens or averages`;
    throw new LabError('data-mismatch', message);
  }
  const classes = ['probabilities', 'logits'].find((name) => vectors.includes(name));
  return {
    features,
    classes: classes === undefined ? undefined : { name: classes, areLogits: classes === 'logits' },
  };
}

/** The hash of the file, and of the second file that holds the tensors of a large model. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256').update(await readInputFile(path));
  const external = `${path}.data`;
  const there = await statInput(external).catch(() => undefined);
  if (there) hash.update(await readInputFile(external));
  return hash.digest('hex');
}

/** Appends blank samples, for graphs with a fixed batch. */
function padded(samples: Float32Array, length: number, blank: number): Float32Array {
  if (samples.length === length) return samples;
  const out = new Float32Array(length).fill(blank);
  out.set(samples);
  return out;
}
