/** Inputs of a comparison from files, of numpy or of texts, in place of drawn ones. */
import type { Model } from '@ganport/graph';
import { parseNpy, readInputFile, type NpyArray } from '@ganport/lab/internal';
import { elementCount, type ElementType, type HostTensor, type TensorMap } from '@ganport/runtime';
import { elementTypes } from '@ganport/runtime/internal';
import { CliError } from '../errors.ts';
import type { InputFiles } from './input-option.ts';
import { parseTexts } from './texts.ts';

/** More would not fit into the memory of a comparison. */
const MAX_BYTES = 2 ** 30;

/**
 * Reads the inputs. Numbers are converted to the element type of the input where that loses nothing
 * but the digits of a float64.
 *
 * @throws CliError 'bad-argument' for a name that the model does not have and for numbers that the
 * element type cannot hold; LabError as readInputFile and parseNpy
 */
export async function readInputs(
  { graph }: Pick<Model, 'graph'>,
  files: InputFiles = {},
): Promise<TensorMap> {
  const tensors = Object.entries(files).map(async ([name, path]) => {
    const input = graph.inputs.find((one) => one.name === name);
    if (!input) {
      const names = graph.inputs.map((one) => one.name).join(', ') || 'none';
      throw new CliError('bad-argument', `--input ${name}: the model has the inputs ${names}`);
    }
    if (input.dtype === 'string') {
      const bytes = await readInputFile(path, MAX_BYTES);
      return [name, parseTexts(bytes, path, input.shape.length)] as const;
    }
    const array = parseNpy(await readInputFile(path, MAX_BYTES), path);
    return [name, tensorOf(array, input.dtype, `--input ${name}: ${path}`)] as const;
  });
  return Object.fromEntries(await Promise.all(tensors));
}

function tensorOf(
  { shape, data }: NpyArray,
  dtype: Exclude<ElementType, 'string'>,
  where: string,
): HostTensor {
  const { array } = elementTypes[dtype];
  if (dtype === 'float16') {
    throw new CliError('bad-argument', `${where}: float16 inputs cannot be given as files`);
  }
  const converted = new array(elementCount(shape));
  const isLossy = data instanceof Float64Array && converted instanceof Float32Array;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (converted instanceof BigInt64Array || converted instanceof BigUint64Array) {
      if (typeof value === 'number' && !Number.isSafeInteger(value)) throw unfit(value);
      converted[i] = BigInt(value);
    } else {
      converted[i] = Number(value);
    }
    const isSame = isLossy || Object.is(Number(converted[i]) + 0, Number(value) + 0);
    if (!isSame || (dtype === 'bool' && Number(value) > 1)) throw unfit(value);
  }
  return { dtype, dims: shape, data: converted };

  function unfit(value: number | bigint): CliError {
    return new CliError(
      'bad-argument',
      `${where} has ${value}, which the input's ${dtype} cannot hold`,
    );
  }
}
