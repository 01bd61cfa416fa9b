/** Evaluates opened samples by what their kind is measured with: an extractor, or text itself. */
import {
  type BaselineName,
  evaluate,
  evaluateText,
  type Evaluation,
  type EvaluationHooks,
  type MetricName,
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

/** @throws CliError 'bad-argument' for options of another kind; LabError as evaluate and evaluateText */
export async function evaluateSamples(
  { samples, side, session, count, seed }: Given,
  { metrics, features, statsOut, threads, baselines }: Wanted,
  hooks: EvaluationHooks,
): Promise<Evaluation | TextEvaluation> {
  const { real } = side;
  const common = { samples, count, seed, ...(threads !== undefined && { threads }) };
  if (samples.kind === 'text') {
    const given = Object.entries({ metrics, features, 'stats-out': statsOut });
    const [other] = given.find(([, value]) => value !== undefined) ?? [];
    if (other !== undefined) {
      const message = `--${other}: text is measured by its n-grams, without an extractor; leave it out`;
      throw new CliError('bad-argument', message);
    }
    if ('about' in real) {
      const message = '--data: text is compared with text, not with statistics; give a .txt file';
      throw new CliError('bad-argument', message);
    }
    return evaluateText({ ...common, real, baselines }, hooks);
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
