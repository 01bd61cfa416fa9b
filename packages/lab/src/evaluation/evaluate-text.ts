/**
 * An evaluation of text: n-grams and words of generated lines against lines that are held out. Beside
 * each value are those of baselines, models of text that learn by maximum likelihood from the same data,
 * and the floor, the value of real lines in place of the samples.
 */
import { ngramModel, textsOf } from '@ganport/core/internal';
import { distinctNgrams, ngramDivergence, selfBleu } from '@ganport/core/metrics';
import { LabError } from '../errors.ts';
import { linesOfDataset } from '../language/dataset-lines.ts';
import { drawFromLstm } from '../language/lstm.ts';
import { lstmParameters, unitsFor } from '../language/lstm-network.ts';
import type { EvaluationHooks } from './evaluate.ts';
import type { MetricValues } from './metrics.ts';
import type { RealData } from './real-data.ts';
import type { Samples } from './samples.ts';

export interface TextEvaluationRequest {
  /** Lines of text. */
  readonly samples: Samples;
  readonly real: RealData;
  /** The n-gram model unless given. */
  readonly baselines?: readonly BaselineName[] | undefined;
  /** The most lines of each set; the smallest set decides. */
  readonly count: number;
  readonly seed: number;
  readonly threads?: number;
}

export interface TextEvaluation {
  readonly kind: 'text';
  /** The values of the samples by name: jsd1, …, words, copied, distinct2, …, selfBleu. */
  readonly values: MetricValues;
  /** The values of models that learned from the reference, by their descriptions. */
  readonly baselines: Readonly<Record<string, MetricValues>>;
  /** The values of real lines, by the same names. */
  readonly floor: MetricValues;
  /** The number of lines of each set. */
  readonly n: number;
  readonly seed: number;
  /** The names of the three sets. */
  readonly samples: string;
  readonly reference: string;
  readonly heldOut: string;
}

/** The longest n-grams that are compared. */
const ORDERS = [1, 2, 3, 4];
/** The order of the baseline: a character after four others. */
const BASELINE_ORDER = 5;
/** Steps of 64 lines that the LSTM trains for. */
const LSTM_STEPS = 1000;
/** Weights of the LSTM where those of the generator are not known. */
const USUAL_PARAMETERS = 300_000;

/** What a baseline learns from, and how much it draws. */
interface Learning {
  readonly request: TextEvaluationRequest;
  readonly lines: readonly string[];
  readonly n: number;
  readonly onProgress: NonNullable<EvaluationHooks['onProgress']>;
}

/** Each draws lines, and describes itself. */
const baselines = {
  ngram: async ({ request: { real, seed }, lines, n }: Learning) => {
    const [length = 0] = real.reference.shape;
    const model = ngramModel(lines, BASELINE_ORDER);
    return { name: `${BASELINE_ORDER}-gram model`, lines: model.draw(n, length, seed) };
  },
  lstm: async ({ request, n, onProgress }: Learning) => {
    const { real, samples, seed, threads } = request;
    const [, characters = 0] = real.reference.shape;
    const units = unitsFor(samples.parameters ?? USUAL_PARAMETERS, characters);
    const lines = await drawFromLstm(real.reference, n, {
      units,
      steps: LSTM_STEPS,
      seed,
      threads,
      onStep: (step) => onProgress('training the LSTM', step, LSTM_STEPS),
    });
    const weights = lstmParameters({ characters, units }).toLocaleString('en-US');
    return { name: `LSTM (${weights})`, lines };
  },
} as const;

export type BaselineName = keyof typeof baselines;

/** The names of the baselines. */
export const baselineNames = Object.keys(baselines) as readonly BaselineName[];

/**
 * Evaluates lines of text.
 *
 * @throws LabError 'data-mismatch' for samples that are no text
 * @example
 * const samples = await openSamples('runs/words', { seed: 1 });
 * const real = await openRealData('words', { seed: 1 });
 * const { values, floor } = await evaluateText({ samples, real, count: 10_000, seed: 1 });
 */
export async function evaluateText(
  request: TextEvaluationRequest,
  { onProgress = () => {} }: EvaluationHooks = {},
): Promise<TextEvaluation> {
  const { samples, real, seed } = request;
  const { reference, heldOut } = real;
  if (samples.kind !== 'text' || reference.kind !== 'text') {
    const other = samples.kind === 'text' ? reference.name : samples.name;
    throw new LabError('data-mismatch', `${other}: has no text; give samples and data of text`);
  }
  const n = Math.min(request.count, samples.available, reference.size, heldOut.size);
  onProgress('reading the real lines', 0, 2);
  const known = await linesOfDataset(reference);
  onProgress('reading the real lines', 1, 2);
  const unseen = await linesOfDataset(heldOut);
  onProgress('reading the real lines', 2, 2);
  const target = unseen.slice(0, n);
  const lexicon = new Set([...known, ...unseen].flatMap(wordsOf));
  const seen = new Set(known);
  const judge = (lines: readonly string[]) => valuesOf(lines, { target, lexicon, seen });
  const learning = { request, lines: known, n, onProgress };
  const judged: Record<string, MetricValues> = {};
  for (const name of request.baselines ?? ['ngram']) {
    onProgress('baselines', 0, 1);
    const drawn = await baselines[name](learning);
    judged[drawn.name] = judge(drawn.lines);
  }
  return {
    kind: 'text',
    values: judge(await drawnLines(samples, n, onProgress)),
    baselines: judged,
    // The held-out lines against themselves would be 0; they are no part of the reference.
    floor: { ...judge(known.slice(0, n)), ...ownValues(target, { lexicon, seen }) },
    n,
    seed,
    samples: samples.name,
    reference: reference.name,
    heldOut: heldOut.name,
  };
}

async function drawnLines(
  samples: Samples,
  n: number,
  onProgress: Learning['onProgress'],
): Promise<string[]> {
  const lines: string[] = [];
  const { shape, vocabulary = [] } = samples;
  for await (const batch of samples.draw(n)) {
    lines.push(...textsOf(batch, shape, vocabulary));
    onProgress('samples', lines.length, n);
  }
  return lines;
}

const wordsOf = (line: string) => line.split(/\s+/).filter((word) => word !== '');

interface Real {
  /** The lines that n-grams are compared with. */
  readonly target: readonly string[];
  /** All words of real lines. */
  readonly lexicon: ReadonlySet<string>;
  /** The lines of the reference. */
  readonly seen: ReadonlySet<string>;
}

function valuesOf(lines: readonly string[], real: Real): MetricValues {
  const divergences = ORDERS.map((n) => [`jsd${n}`, ngramDivergence(lines, real.target, n)]);
  return { ...(Object.fromEntries(divergences) as MetricValues), ...ownValues(lines, real) };
}

/** The values of lines that need no second set of them. */
function ownValues(
  lines: readonly string[],
  { lexicon, seen }: Pick<Real, 'lexicon' | 'seen'>,
): MetricValues {
  const words = lines.flatMap(wordsOf);
  const distinct = ORDERS.slice(1).map((n) => [`distinct${n}`, distinctNgrams(lines, n)]);
  return {
    words: share(words, (word) => lexicon.has(word)),
    copied: share(lines, (line) => seen.has(line)),
    distinctLines: new Set(lines).size / Math.max(1, lines.length),
    ...(Object.fromEntries(distinct) as MetricValues),
    selfBleu: selfBleu(lines),
  };
}

function share(values: readonly string[], holds: (value: string) => boolean): number {
  return values.length === 0 ? 0 : values.filter(holds).length / values.length;
}
