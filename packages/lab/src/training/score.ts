/**
 * FID and inception score of a run while it trains, by the evaluation of `ganport evaluate` with
 * 2,000 samples and the shipped MNIST classifier.
 */
import type { HostTensor, TensorMap } from '@ganport/runtime';
import type { ImageShape, Measurements, Monitor, RunView, TrainConfig } from '@ganport/core';
import { generationRoles, samplerInputs } from '@ganport/core/internal';
import type { Spread } from '@ganport/core/metrics';
import { shippedClassifier } from '../classifier/open-classifier.ts';
import { LabError } from '../errors.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { openExtractor } from '../features/extractor.ts';
import { openRealData } from '../evaluation/real-data.ts';
import type { Samples } from '../evaluation/samples.ts';

/** The samples of each set, enough for the classifier's 64 features. */
const SCORED = 2000;
/** Samples that are drawn at a time. */
const BATCH = 250;

/**
 * Checks that a run can be scored.
 *
 * @throws LabError 'bad-argument' for data without a shipped extractor
 */
export function checkScorable({ data }: Pick<TrainConfig, 'data'>, shape: ImageShape): void {
  if (data === 'mnist' && shape.join() === '28,28,1') return;
  const message = `evaluateEvery: FID is measured during training on mnist of 28 × 28 only; leave it out, and use ganport evaluate with --features`;
  throw new LabError('bad-argument', message);
}

/**
 * Opens the monitor of the scores.
 *
 * @throws LabError as checkScorable, openRealData and openExtractor
 */
export async function openScore(view: RunView): Promise<Monitor> {
  const { config, batches, infer } = view;
  checkScorable(config, batches.shape);
  const { seed } = config;
  const real = await openRealData(config.data, { seed });
  const extractor = await openExtractor(shippedClassifier, { providers: ['cpu'], threads: 1 });
  const samples: Samples = {
    name: 'the generator',
    shape: batches.shape,
    available: Infinity,
    async *images(count) {
      const inputs = samplerInputs(count, view);
      for (let start = 0; start < count; start += BATCH) {
        const { data } = await infer(
          generationRoles.generator,
          sliced(inputs, start, start + BATCH),
        );
        yield data as Float32Array;
      }
    },
  };
  return {
    async measure(): Promise<Measurements> {
      const { values } = await evaluate({
        samples,
        real,
        extractor,
        seed,
        count: SCORED,
        metrics: ['fid', 'is'],
      });
      const { fid, is } = values as { fid: number; is: Spread }; // The metrics of the request.
      return { fid, is: is.mean };
    },
    dispose: () => extractor.dispose(),
  };
}

/** Rows `start` to `end` of each tensor, copied. */
function sliced(tensors: TensorMap, start: number, end: number): TensorMap {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { data, dims, ...rest }]: [string, HostTensor]) => {
      const [count = 0, ...row] = dims;
      const length = row.reduce((product, dim) => product * dim, 1);
      const rows = (data as Float32Array).slice(start * length, end * length);
      return [name, { ...rest, dims: [Math.min(end, count) - start, ...row], data: rows }];
    }),
  );
}
