/** The flags that make a file smaller, for `addOption(...)`, and what they ask for. */
import { Option } from '@commander-js/extra-typings';
import { defined, number } from '../arguments.ts';
import { CliError } from '../errors.ts';

export const precisionFlags = {
  precision: new Option(
    '--precision <type>',
    'float16: weights and arithmetic in half precision; what overflows on trial inputs stays float32. float32: also the weights that a tfjs model stores in 8 or 16 bits, which stay so by default',
  ).choices(['float32', 'float16'] as const),
  float16Io: new Option('--float16-io', 'with float16: inputs and outputs are float16, too'),
  keep: new Option(
    '--keep <operators>',
    'with float16: operators that stay float32, for example Softmax,ReduceSum',
  ).argParser((text) => text.split(',').map((word) => word.trim())),
  quantize: new Option(
    '--quantize <mode>',
    'weights: int8 weights; dynamic: 8-bit products, scales from each run; static: 8-bit values, scales from calibration',
  ).choices(['weights', 'dynamic', 'static'] as const),
  calibration: new Option(
    '--calibration <data>',
    'inputs to find ranges and to measure on: a folder of images, a data set, or a .npy file of one input (default: random numbers)',
  ),
  calibrationMethod: new Option(
    '--calibration-method <method>',
    'with static: ranges that hold all values (minmax), that lose the least information (entropy), or that are cut off at a percentile (default: minmax)',
  ).choices(['minmax', 'entropy', 'percentile'] as const),
  percentile: new Option(
    '--percentile <p>',
    'with static: cut ranges off at this percentile (default: 99.99 with --calibration-method percentile)',
  ).argParser(number(50, 100)),
};

interface PrecisionFlags {
  readonly precision?: 'float32' | 'float16' | undefined;
  readonly float16Io?: true | undefined;
  readonly keep?: readonly string[] | undefined;
  readonly quantize?: 'weights' | 'dynamic' | 'static' | undefined;
  readonly calibration?: string | undefined;
  readonly calibrationMethod?: 'minmax' | 'entropy' | 'percentile' | undefined;
  readonly percentile?: number | undefined;
}

/** How ranges are found in static quantization. A percentile of 100 cuts nothing off. */
export type CalibrationMethod = 'entropy' | { readonly percentile: number };

const usualPercentile = 99.99;

export type PrecisionRequest = (
  | { readonly kind: 'float16'; readonly float16Io: boolean; readonly keep: readonly string[] }
  | { readonly kind: 'weights' | 'dynamic' }
  | { readonly kind: 'static'; readonly method: CalibrationMethod }
) & {
  /** A folder, a data set or a file; random numbers when left out. */
  readonly calibration?: string;
};

/**
 * What the flags ask for; undefined when the file stays as it is.
 *
 * @throws CliError 'bad-argument' for flags that contradict each other
 */
export function precisionRequest(flags: PrecisionFlags): PrecisionRequest | undefined {
  const { precision, float16Io = false, keep = [], quantize, calibration } = flags;
  const { calibrationMethod, percentile } = flags;
  const isHalf = precision === 'float16';
  const needs = (given: boolean, flag: string, wanted: string) => {
    if (given)
      throw new CliError('bad-argument', `${flag}: is for ${wanted}; add it or leave ${flag} out`);
  };
  if (isHalf && quantize !== undefined) {
    const message = '--precision float16 and --quantize: a file has one of both; leave one out';
    throw new CliError('bad-argument', message);
  }
  needs(!isHalf && float16Io, '--float16-io', '--precision float16');
  needs(!isHalf && keep.length > 0, '--keep', '--precision float16');
  const hasMethod = quantize !== 'static' && calibrationMethod !== undefined;
  needs(hasMethod, '--calibration-method', '--quantize static');
  needs(quantize !== 'static' && percentile !== undefined, '--percentile', '--quantize static');
  const none = !isHalf && quantize === undefined;
  needs(none && calibration !== undefined, '--calibration', '--precision float16 or --quantize');
  const data = defined({ calibration });
  if (isHalf) return { kind: 'float16', float16Io, keep, ...data };
  if (quantize === 'static') {
    return { kind: quantize, method: methodOf(calibrationMethod, percentile), ...data };
  }
  return quantize && { kind: quantize, ...data };
}

function methodOf(
  method: PrecisionFlags['calibrationMethod'],
  percentile: number | undefined,
): CalibrationMethod {
  if (percentile !== undefined && method !== undefined && method !== 'percentile') {
    const message = `--percentile: is for --calibration-method percentile, not ${method}; leave one out`;
    throw new CliError('bad-argument', message);
  }
  if (method === 'entropy') return method;
  return { percentile: percentile ?? (method === 'percentile' ? usualPercentile : 100) };
}
