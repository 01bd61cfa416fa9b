/**
 * Options of Keras's layers that tfjs has under another name, or does not have. tfjs ignores options that it
 * does not know, so one that changes numbers is an error where tfjs does not load the model anyway.
 */
import { isObject } from './keras-nodes.ts';

type Config = Readonly<Record<string, unknown>>;

/** Options that tfjs has under another name. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LeakyReLU: { negative_slope: 'alpha' },
};

/** Options that tfjs refuses although they mean nothing: a separable convolution has two kernels of its own. */
const dropped: Readonly<Record<string, readonly string[]>> = {
  SeparableConv1D: ['kernel_initializer', 'kernel_regularizer', 'kernel_constraint'],
  SeparableConv2D: ['kernel_initializer', 'kernel_regularizer', 'kernel_constraint'],
};

const convolution = { groups: 1 };
const transposed = { output_padding: null };
/** The only values with which a layer of tfjs computes the same. */
const only: Readonly<Record<string, Config>> = {
  Conv1D: convolution,
  Conv2D: convolution,
  Conv2DTranspose: transposed,
  Conv3D: convolution,
  Conv3DTranspose: transposed,
  LayerNormalization: { rms_scaling: false },
};

/** Activations that Keras 3 computes by other formulas than Keras 2, or that tfjs does not have. */
export const activations: Readonly<Record<string, string>> = {
  hard_sigmoid: 'hardSigmoidOfKeras3',
  hard_silu: 'hardSiluOfKeras3',
  hard_swish: 'hardSiluOfKeras3',
  silu: 'swish',
  leaky_relu: 'leakyReluOfKeras3',
  exponential: 'exponentialOfKeras3',
  log_softmax: 'logSoftmax',
};

/** @throws Error for an option that tfjs would ignore, in a model that tfjs itself does not load */
export function adaptOptions(
  kind: string,
  name: string,
  config: Config,
  isOnlyOfKeras: boolean,
): Config {
  for (const [option, value] of Object.entries((isOnlyOfKeras && own(only, kind)) || {})) {
    const given = config[option] ?? value;
    if (given === value || given === null) continue;
    throw new Error(
      `its layer "${name}" (${kind}) has ${option}=${JSON.stringify(given)}, which tfjs does not have`,
    );
  }
  const names = own(renamed, kind) ?? {};
  const gone = own(dropped, kind) ?? [];
  return Object.fromEntries(
    Object.entries(config)
      // Only training has use for these, and Keras 3 has others than tfjs.
      .filter(([option]) => !gone.includes(option) && !/_(regularizer|constraint)$/.test(option))
      .map(([option, value]) => [own(names, option) ?? option, value]),
  );
}

/** The objects that Keras 3 writes with their modules, as Keras 2 has them. */
export function plainConfig(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainConfig);
  if (!isObject(value)) return value;
  const { class_name: kind, config } = value;
  const isPolicy = kind === 'DTypePolicy' || kind === 'Policy';
  if (isPolicy && isObject(config)) return plainType(config['name']);
  if (kind === 'function' && typeof config === 'string') return config;
  if (kind === '__tuple__') return plainConfig(value['items']);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainConfig(inner)]));
}

/** Mixed precision is for training; tfjs computes in float32. */
function plainType(name: unknown): unknown {
  return typeof name === 'string' && (name.startsWith('mixed_') || name.endsWith('float16'))
    ? 'float32'
    : name;
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
