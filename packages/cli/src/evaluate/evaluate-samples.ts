/** Evaluates opened samples by what their kind is measured with: an extractor, or text itself. */
import {
  type BaselineName,
  evaluate,
  evaluateRows,
  evaluateText,
  type Evaluation,
  type EvaluationHooks,
  type MetricName,
  type RowsEvaluation,
  type Samples,
  type TextEvaluation,
} from '@ganport/lab';
import type { NodeSessionOptions } from '@ganport/runtime/node';
import { CliError } from '../errors.ts';
import { openExtractorFor, type RealSide } from './real.ts';

interface Given {
  readonly samples: Samples;
  readonly side: RealSide;
  readonly session: NodeSessionOptions;
  readonly count: number;
  readonly seed: number;
}

interface Wanted {
  readonly metrics?: readonly MetricName[];
  readonly features?: string;
  readonly statsOut?: string;
  readonly threads?: number;
  readonly baselines?: readonly BaselineName[];
}

/** Samples that no network judges, in words for messages. */
const withoutExtractor = {
  text: { what: 'text is', how: 'its n-grams', file: '.txt' },
  rows: { what: 'rows are', how: 'their columns', file: '.csv' },
} as const;

/** @throws CliError 'bad-argument' for options of another kind; LabError as evaluate, evaluateText and evaluateRows */
export async function evaluateSamples(
  { samples, side, session, count, seed }: Given,
  { metrics, features, statsOut, threads, baselines }: Wanted,
  hooks: EvaluationHooks,
): Promise<Evaluation | TextEvaluation | RowsEvaluation> {
  const { real } = side;
  const common = { samples, count, seed, ...(threads !== undefined && { threads }) };
  if (samples.kind === 'text' || samples.kind === 'rows') {
    const { what, how, file } = withoutExtractor[samples.kind];
    const given = Object.entries({ metrics, features, 'stats-out': statsOut });
    const [other] = given.find(([, value]) => value !== undefined) ?? [];
    if (other !== undefined) {
      const message = `--${other}: ${what} measured by ${how}, without an extractor; leave it out`;
      throw new CliError('bad-argument', message);
    }
    if ('about' in real) {
      const message = `--data: ${what} compared with real data, not with statistics; give a ${file} file`;
      throw new CliError('bad-argument', message);
    }
    if (samples.kind === 'text') return evaluateText({ ...common, real, baselines }, hooks);
    if (!baselines) return evaluateRows({ ...common, real }, hooks);
  }
  if (baselines) {
    throw new CliError('bad-argument', '--baselines: only text has baselines; leave it out');
  }
  const extractor = await openExtractorFor(side, {
    session,
    ...(features !== undefined && { features }),
  });
  try {
    return await evaluate(
      {
        ...common,
        real,
        extractor,
        ...(metrics && { metrics }),
        ...(statsOut !== undefined && { statsOut }),
      },
      hooks,
    );
  } finally {
    await extractor.dispose();
  }
}
