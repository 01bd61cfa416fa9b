/** Rules of Triton's model configuration that its server checks when it loads a model. */
import type { ModelConfig, TensorConfig } from './model-config.ts';

/** @returns what is wrong, one line each; none for a configuration that Triton accepts */
export function configProblems(
  config: ModelConfig,
  others: readonly ModelConfig[] = [],
): readonly string[] {
  const { name, input, output, max_batch_size: most } = config;
  const all = [...input, ...output];
  const isEnsemble = config.platform === 'ensemble';
  return [
    ...(/^[\w.-]+$/.test(name) ? [] : [`name '${name}' is no name of a folder`]),
    ...(isEnsemble === (config.backend === undefined)
      ? []
      : ['an ensemble has no backend, others do']),
    ...(Number.isInteger(most) && most >= 0 ? [] : ['max_batch_size is no whole number']),
    ...(input.length > 0 && output.length > 0 ? [] : ['there are no inputs or no outputs']),
    ...repeated(input.map((tensor) => tensor.name)).map((twice) => `input ${twice} is there twice`),
    ...repeated(output.map((tensor) => tensor.name)).map(
      (twice) => `output ${twice} is there twice`,
    ),
    ...all.flatMap(tensorProblems),
    ...(config.dynamic_batching && most < 1 ? ['dynamic_batching needs max_batch_size'] : []),
    ...(isEnsemble && config.instance_group ? ['an ensemble has no instance_group'] : []),
    ...(isEnsemble ? stepProblems(config, others) : []),
  ];
}

function tensorProblems({ name, dims, reshape }: TensorConfig): string[] {
  if (dims.length === 0) return [`${name}: dims are empty; a scalar is [ 1 ] with a reshape`];
  if (dims.some((size) => !Number.isInteger(size) || size === 0 || size < -1)) {
    return [`${name}: dims must be -1 or above 0`];
  }
  const product = (sizes: readonly number[]) => sizes.reduce((most, size) => most * size, 1);
  const isSame = !reshape || product(reshape.shape) === product(dims);
  return isSame ? [] : [`${name}: reshape has another number of elements`];
}

/** Every tensor of an ensemble comes from its inputs or from a step, and every model's tensor is mapped. */
function stepProblems(config: ModelConfig, others: readonly ModelConfig[]): string[] {
  const steps = config.ensemble_scheduling?.step ?? [];
  const made = new Set([
    ...config.input.map(({ name }) => name),
    ...steps.flatMap(({ output_map: map }) => map.map(({ value }) => value)),
  ]);
  const problems = steps.flatMap(({ model_name: name, input_map: inputs, output_map: outputs }) => {
    const model = others.find((other) => other.name === name);
    if (!model) return [`step ${name}: there is no such model`];
    if (model.max_batch_size < config.max_batch_size) {
      return [`step ${name}: takes fewer rows than the ensemble`];
    }
    const mapped = inputs.map(({ key }) => key).toSorted();
    const needed = model.input.map((tensor) => tensor.name).toSorted();
    return [
      ...(mapped.join() === needed.join()
        ? []
        : [`step ${name}: needs the inputs ${needed.join()}`]),
      ...outputs
        .filter(({ key }) => !model.output.some((tensor) => tensor.name === key))
        .map(({ key }) => `step ${name}: has no output ${key}`),
      ...inputs
        .filter(({ value }) => !made.has(value))
        .map(({ value }) => `step ${name}: nothing makes ${value}`),
    ];
  });
  const missing = config.output.filter(({ name }) => !made.has(name));
  return [
    ...(steps.length > 0 ? [] : ['an ensemble has steps']),
    ...problems,
    ...missing.map(({ name }) => `nothing makes the output ${name}`),
  ];
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, i) => names.indexOf(name) < i);
}
