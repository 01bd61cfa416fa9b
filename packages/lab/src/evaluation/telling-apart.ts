/**
 * How well a small network tells samples from real ones (the classifier test of CaloChallenge): it learns from
 * one half of both, and is tested on the other half. 0.5 is not at all, 1 always.
 */
import type { Dataset } from '@ganport/core';
import { areaUnderCurve, asFeatures } from '@ganport/core/metrics';
import type { HostTensor } from '@ganport/runtime';
import { createSession } from '@ganport/runtime/node';
import { exportClassifier } from '../classifier/export-classifier.ts';
import type { Labeled } from '../classifier/labeled.ts';
import { CLASSIFIER_BATCH, trainClassifier } from '../classifier/train-classifier.ts';
import { batchesOf, subset } from '../data/subset.ts';
import { kindsInLab } from '../kinds/index.ts';
import { dataKinds, sampleLength } from '@ganport/core/internal';

/** The least samples of each half. */
export const TELLING_BATCH = CLASSIFIER_BATCH;
const STEPS = 300;

interface Telling {
  readonly seed: number;
  readonly threads?: number;
  readonly onStep?: (step: number, steps: number) => void;
}

/**
 * The area under the ROC curve of the network on samples that it did not learn from.
 *
 * @param samples as many as there are real ones, at least 256
 * @param real of the same kind and shape
 */
export async function tellingApart(
  samples: Dataset,
  real: Dataset,
  { seed, threads, onStep }: Telling,
): Promise<number> {
  const half = (dataset: Dataset, which: 0 | 1) => {
    const middle = Math.floor(dataset.size / 2);
    const length = which === 0 ? middle : dataset.size - middle;
    return subset(
      dataset,
      Int32Array.from({ length }, (_, i) => which * middle + i),
    );
  };
  const model = await trainClassifier(mixed(half(samples, 0), half(real, 0)), {
    steps: STEPS,
    seed,
    ...(threads !== undefined && { threads }),
    onStep: (step) => onStep?.(step, STEPS),
  });
  try {
    const test = mixed(half(samples, 1), half(real, 1));
    const { onnx } = await exportClassifier(model, test);
    const scores = await scoresOf(onnx.bytes(), test);
    const of = (label: number) => scores.filter((_, i) => test.labels[i] === label);
    return areaUnderCurve(of(1), of(0));
  } finally {
    model.dispose();
  }
}

/** Samples with the label 0, then real ones with 1, all as files hold them. */
function mixed(samples: Dataset, real: Dataset): Labeled {
  const { kind = 'images', shape } = samples;
  const { toStored, fromStored } = kindsInLab[kind];
  const size = samples.size + real.size;
  const length = sampleLength(shape);
  return {
    name: `${samples.name} and ${real.name}`,
    kind,
    shape,
    size,
    classes: ['generated', 'real'],
    labels: Int32Array.from({ length: size }, (_, i) => (i < samples.size ? 0 : 1)),
    async read(indices, out) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i] ?? NaN;
        const part = out.subarray(i * length, (i + 1) * length);
        if (index < samples.size) await samples.read([index], part);
        else await real.read([index - samples.size], part);
        part.set(fromStored(toStored(part)));
      }
    },
  };
}

/** The logit of the class 1 against 0 of each sample. */
async function scoresOf(file: Uint8Array, test: Labeled): Promise<Float64Array> {
  const { tensor } = dataKinds[test.kind ?? 'images'];
  const session = await createSession(file, { providers: ['cpu'] });
  const scores = new Float64Array(test.size);
  try {
    let seen = 0;
    for await (const data of batchesOf(test, 256)) {
      const dims = [data.length / sampleLength(test.shape), ...test.shape];
      const { logits } = await session.run({ [tensor]: { dtype: 'float32', dims, data } }, [
        'logits',
      ]);
      const { data: rows, count } = asFeatures((logits as HostTensor).data as Float32Array, 2);
      for (let i = 0; i < count; i++) {
        scores[seen + i] = (rows[2 * i + 1] as number) - (rows[2 * i] as number);
      }
      seen += count;
    }
    return scores;
  } finally {
    await session.dispose();
  }
}
