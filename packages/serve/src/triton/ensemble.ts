/** An ensemble of Triton: a model, and one that makes of its numbers what clients want. */
import type { EnsembleStep, ModelConfig, TensorConfig } from './model-config.ts';

/** What the first model gives the second, inside the ensemble. */
const BETWEEN = 'numbers';

/**
 * The inputs are those of the first model, the outputs those of the second.
 *
 * @param output of the first model, which is the input of the second
 */
export function ensembleOf(
  name: string,
  first: ModelConfig,
  second: ModelConfig,
  output: string,
): ModelConfig {
  const same = (tensor: TensorConfig) => ({ key: tensor.name, value: tensor.name });
  const steps: readonly EnsembleStep[] = [
    {
      model_name: first.name,
      model_version: -1,
      input_map: first.input.map(same),
      output_map: [{ key: output, value: BETWEEN }],
    },
    {
      model_name: second.name,
      model_version: -1,
      input_map: [{ key: output, value: BETWEEN }],
      output_map: second.output.map(same),
    },
  ];
  return {
    name,
    platform: 'ensemble',
    max_batch_size: first.max_batch_size,
    input: first.input.map(asClientsSee),
    output: second.output.map(asClientsSee),
    ensemble_scheduling: { step: steps },
  };
}

/** Models reshape their tensors themselves. */
function asClientsSee({ name, data_type, dims }: TensorConfig): TensorConfig {
  return { name, data_type, dims };
}
