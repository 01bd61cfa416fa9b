/**
 * A tfjs LayersModel as an ONNX model for inference. Inputs and outputs keep the model's names, the
 * batch stays open, weights are constants.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Dim, OnnxModel } from '@ganport/graph';
import { constantEntries, outputNamesOf } from '@ganport/graph/internal';
import { at } from '@ganport/graph/ops';
import type { StoredWeight } from '@ganport/graph/precision';
import { type ConstantValues, splitConstants, withConstants } from './constant-inputs.ts';
import { ExportError } from './errors.ts';
import { type StoredArtifacts, storedWeights, withoutCell } from './stored-weights.ts';
import { exportGraphModel } from './graph-model/export-graph-model.ts';
import {
  fitSizes,
  type Fitting,
  hasOpenSizes,
  type Specs,
  withFixedSizes,
} from './graph-model/fitting-sizes.ts';
import { type GraphModelLike, isGraphModel } from './graph-model/graph-model-like.ts';
import { checkSameTfjs } from './one-tfjs.ts';
import type { LayerLike } from './layers/layer-like.ts';
import { imageLayouts } from './trace/image-ends.ts';
import type { TensorSpec } from './trace/tensor-spec.ts';
import { traceFunction, type FunctionOptions } from './trace/trace-function.ts';

/** The part of tf.LayersModel that exportModel uses. */
export interface LayersModelLike extends LayerLike {
  readonly inputs: readonly { readonly shape: (number | null)[]; readonly dtype: string }[];
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  build(inputShape: never): void;
}

export interface ExportOptions extends Omit<FunctionOptions, 'models' | 'convolution' | 'stored'> {
  /** Shapes of inputs by name, instead of the model's: numbers fix a size, strings leave it open. */
  readonly shapes?: Readonly<Record<string, readonly Dim[]>>;
  /**
   * Inputs that become numbers of the graph, by name, with one number for all elements or one for each. The
   * file does not have these inputs; its metadata say what they are (`ganport.constant.NAME`).
   */
  readonly constants?: ConstantValues;
  /**
   * What a LayersModel was loaded from: weights that its files store in 8 or 16 bits stay so in the file. A
   * GraphModel knows its own.
   */
  readonly stored?: StoredArtifacts;
  /**
   * Whether weights that the model's files store in 8 or 16 bits stay so (`stored`, the default), or become
   * float32: the file is larger then, and has a node less for each.
   */
  readonly weights?: 'stored' | 'float32';
}

/**
 * Exports a model in inference mode (dropout off, batch normalization by its moving statistics).
 * The metadata has the layout of each image input (`ganport.layout.NAME`: NHWC, or NCHW with the option
 * `layout`) and the given value ranges (`ganport.range.NAME`).
 *
 * @param model a built tf.LayersModel; its inputs are float32, int32 or bool
 * @throws ExportError as traceFunction does, and 'bad-argument' for an input, a shape or a constant that does not
 * fit
 * @example
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * const onnx = await exportModel(model, { opset: 17 });
 * await onnx.save('model.onnx');
 */
export async function exportModel(
  model: LayersModelLike | GraphModelLike,
  options: ExportOptions = {},
): Promise<OnnxModel> {
  const { shapes = {}, constants = {}, stored, weights = 'stored', ...traceOptions } = options;
  const keepsStored = weights === 'stored';
  if (isGraphModel(model)) {
    return exportGraphModel(model, { shapes, constants, keepsStored }, traceOptions);
  }
  checkSameTfjs(model);
  // A Sequential has the names of its inputs and outputs only after it is built.
  if (model.inputNames.length < model.inputs.length) model.build(undefined as never);
  for (const name of Object.keys(shapes)) {
    if (model.inputNames.includes(name)) continue;
    const names = model.inputNames.join(', ');
    throw new ExportError(
      'bad-argument',
      `model ${model.name} has no input ${name}; it has ${names}`,
    );
  }
  const specs: Record<string, TensorSpec> = {};
  for (const [i, { shape, dtype }] of model.inputs.entries()) {
    const name = at(model.inputNames, i);
    const given = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    const isAlone = model.inputs.length === 1;
    specs[name] = {
      dtype: inputType(name, dtype),
      shape: inputShape(name, shape, given, isAlone),
    };
  }
  const { inputs, constants: fixed } = splitConstants(specs, constants);
  const outputNames = outputNamesOf(model);
  const compute = (tensors: Record<string, Tensor>) => {
    const list = model.inputNames.map((name) => tensors[name] as Tensor);
    // As predict does: tfjs writes states and masks into arguments that are given here.
    const result = model.call(list as never, undefined as never) as Tensor | Tensor[];
    const outputs = Array.isArray(result) ? result : [result];
    return Object.fromEntries(outputs.map((tensor, i) => [at(outputNames, i), tensor]));
  };
  const trace = (sizes: Specs) =>
    traceFunction(withConstants(compute, fixed), sizes, {
      name: model.name,
      ...traceOptions,
      models: [model],
      ...(stored && keepsStored && { stored: layerWeights(stored) }),
      metadata: {
        ...imageLayouts(inputs),
        ...constantEntries(fixed),
        ...traceOptions.metadata,
      },
    });
  return trace(inputs).catch((error: unknown) => {
    const chosen = new Set([...Object.values(shapes).flat(), ...batchesOf(inputs)]);
    const mayFix = (symbol: string) => !chosen.has(symbol);
    const isFailure = error instanceof ExportError && error.code === 'layer-failed';
    if (!isFailure || !hasOpenSizes(inputs, mayFix)) throw error;
    const always = { isLikely: () => true, namesSizes: false };
    return fitted({ specs: inputs, mayFix, attempt: trace, ...always }, error);
  });
}

/** The model at the first usual sizes that its layers take: a Reshape to numbers takes one. */
async function fitted(fitting: Fitting<OnnxModel>, refusal: ExportError): Promise<OnnxModel> {
  const { result, reason, fixed } = await fitSizes(fitting, refusal);
  return withFixedSizes(result, fixed, reason);
}

const batchesOf = (specs: Specs) => Object.values(specs).map(({ shape }) => shape[0]);

/** Stored weights by the names that layers have for them, too. */
function layerWeights(stored: StoredArtifacts): ReadonlyMap<string, StoredWeight> {
  const weights = [...storedWeights(stored)];
  return new Map([
    ...weights.map(([name, weight]) => [withoutCell(name), weight] as const),
    ...weights,
  ]);
}

function inputType(name: string, dtype: string): 'float32' | 'int32' | 'bool' {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new ExportError(
    'bad-argument',
    `input ${name} is ${dtype}, which ONNX export does not take`,
  );
}

/**
 * Open sizes are named batch, height and width, time, or after the input and the axis. Several sequences
 * may have different lengths, so each input's time has the input's name.
 */
function inputShape(
  name: string,
  shape: readonly (number | null)[],
  given: readonly Dim[] | undefined,
  isAlone: boolean,
): readonly Dim[] {
  const image = ['batch', 'height', 'width', 'channels'];
  const open = shape.length === 4 ? image : ['batch', isAlone ? 'time' : `${name}_time`];
  if (!given) return shape.map((size, axis) => size ?? open[axis] ?? `${name}_${axis}`);
  const fits =
    given.length === shape.length &&
    shape.every((size, axis) => size === null || size === given[axis]);
  if (fits) return given;
  const wanted = shape.map((size) => size ?? 'any').join(',');
  throw new ExportError(
    'bad-argument',
    `input ${name} has shape ${wanted}; ${given.join()} does not fit`,
  );
}
