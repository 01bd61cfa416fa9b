/**
 * Layers of Keras with options that tfjs ignores, as calls of functions. A model that tfjs loads is what tfjs
 * computes with it; one that tfjs does not load is what Keras computes.
 */
import type { Argument, Call } from './functions/call.ts';

type Config = Readonly<Record<string, unknown>>;

/** Returns the call that computes the layer, or undefined where tfjs's own layer does. */
type Replacement = (
  config: Config,
  topology: { readonly isOnlyOfKeras: boolean },
) => Call | undefined;

const call = (name: string, named: Readonly<Record<string, unknown>>): Call => ({
  name,
  positional: [{ input: 0 }],
  named: named as Readonly<Record<string, Argument>>,
});

/** tfjs has no `keepdims`, and so results of a shape that the next layer does not take. */
const globalPool =
  (name: string, dimensions: number): Replacement =>
  ({ data_format: format, keepdims = false }) => {
    if (keepdims !== true && dimensions < 3) return undefined;
    const first = format === 'channels_first' ? 2 : 1;
    const axis = Array.from({ length: dimensions }, (_, i) => first + i);
    return call(name, { axis, keepdims: keepdims === true });
  };

/** tfjs has `max_value` alone. */
const relu: Replacement = (config, { isOnlyOfKeras }) => {
  const { max_value: most = null, negative_slope: slope, threshold } = config;
  const isPlain = (slope ?? 0) === 0 && (threshold ?? 0) === 0;
  return isPlain || !isOnlyOfKeras
    ? undefined
    : call('relu_layer', { max_value: most, negative_slope: slope, threshold });
};

/** tfjs interpolates between the corners of pixels, Keras between their middles. */
const upSampling: Replacement = ({ size, interpolation, data_format }, { isOnlyOfKeras }) => {
  if (!isOnlyOfKeras || interpolation !== 'bilinear') return undefined;
  return call('upsample', { size, data_format });
};

const resizing: Replacement = (config, { isOnlyOfKeras }) => {
  if (!isOnlyOfKeras) return undefined;
  const { height, width, interpolation, data_format, ...rest } = config;
  const flags = Object.entries(rest).filter(([name]) => name.endsWith('_to_aspect_ratio'));
  return call('resize', {
    size: [height, width],
    interpolation,
    data_format,
    ...Object.fromEntries(flags),
  });
};

const replacements: Readonly<Record<string, Replacement>> = {
  GlobalAveragePooling1D: globalPool('reduce_mean', 1),
  GlobalAveragePooling2D: globalPool('reduce_mean', 2),
  GlobalAveragePooling3D: globalPool('reduce_mean', 3),
  GlobalMaxPooling1D: globalPool('reduce_max', 1),
  GlobalMaxPooling2D: globalPool('reduce_max', 2),
  GlobalMaxPooling3D: globalPool('reduce_max', 3),
  ReLU: relu,
  Resizing: resizing,
  UpSampling2D: upSampling,
};

export const replacementOf: (
  kind: string,
  ...given: Parameters<Replacement>
) => Call | undefined = (kind, ...given) =>
  Object.hasOwn(replacements, kind) ? replacements[kind]?.(...given) : undefined;
