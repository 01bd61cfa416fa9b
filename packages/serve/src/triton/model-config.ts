/**
 * What Triton must know of a model to serve it: the message ModelConfig of its model_config.proto, as far as
 * ganport uses it, and how it follows from an ONNX model ("Model Configuration" of Triton's user guide).
 */
import type { DataType, Model, ValueInfo } from '@ganport/graph';
import { classNamesOf } from '@ganport/lab/internal';
import { type TextMessage, type Token, token } from './text-format.ts';

export interface TritonOptions {
  /** Where it computes: `cpu` unless given. */
  readonly device?: 'cpu' | 'cuda';
  /** Copies of the model, on each device; 1 unless given. */
  readonly instances?: number;
  /** The most rows of a batch; 64 unless given. */
  readonly maxBatch?: number;
  /** Milliseconds that a request waits for others; 2 unless given. */
  readonly maxDelay?: number;
  /** The most requests that wait; others are rejected. 256 unless given. */
  readonly maxQueue?: number;
  /** Threads of an instance on the CPU; ONNX Runtime's choice unless given. */
  readonly threads?: number;
}

export interface TensorConfig extends TextMessage {
  readonly name: string;
  readonly data_type: Token;
  /** Without the batch; -1 is a size that is open. */
  readonly dims: readonly number[];
  /** Where the model's tensor has other sizes, for example none beside the batch. */
  readonly reshape?: { readonly shape: readonly number[] };
  readonly label_filename?: string;
}

export interface EnsembleStep extends TextMessage {
  readonly model_name: string;
  readonly model_version: number;
  readonly input_map: readonly MapEntry[];
  readonly output_map: readonly MapEntry[];
}

/** An entry of a protobuf map. */
export interface MapEntry extends TextMessage {
  readonly key: string;
  readonly value: string;
}

export interface ModelConfig extends TextMessage {
  readonly name: string;
  readonly backend?: 'onnxruntime';
  readonly platform?: 'ensemble';
  /** 0: the sizes have the batch in them, and Triton joins no requests. */
  readonly max_batch_size: number;
  readonly input: readonly TensorConfig[];
  readonly output: readonly TensorConfig[];
  readonly instance_group?: readonly TextMessage[];
  readonly dynamic_batching?: TextMessage;
  readonly parameters?: readonly TextMessage[];
  readonly model_warmup?: readonly TextMessage[];
  readonly ensemble_scheduling?: { readonly step: readonly EnsembleStep[] };
}

const types: Readonly<Record<DataType, string>> = {
  bool: 'TYPE_BOOL',
  uint8: 'TYPE_UINT8',
  uint16: 'TYPE_UINT16',
  uint32: 'TYPE_UINT32',
  uint64: 'TYPE_UINT64',
  int8: 'TYPE_INT8',
  int16: 'TYPE_INT16',
  int32: 'TYPE_INT32',
  int64: 'TYPE_INT64',
  float16: 'TYPE_FP16',
  float32: 'TYPE_FP32',
  float64: 'TYPE_FP64',
  string: 'TYPE_STRING',
};

/** The file of a repository with the names of classes, one a line. */
export const labelsFile = 'labels.txt';

/** In place of a side that a model leaves open, for warming up. */
const USUAL_SIDE = 64;

/**
 * @param isBatched whether requests may be joined along the first axis, which is open
 */
export function modelConfig(
  name: string,
  model: Model,
  isBatched: boolean,
  options: TritonOptions = {},
): ModelConfig {
  const { maxBatch = 64, maxDelay = 2, maxQueue = 256, threads } = options;
  const { inputs, outputs } = model.graph;
  const classes = classNamesOf(model);
  const input = inputs.map((value) => tensorConfig(value, isBatched));
  const output = outputs.map((value) => ({
    ...tensorConfig(value, isBatched),
    // Triton puts names to the numbers of a classifier.
    ...(classes && value.shape.length === 2 && value.shape[1] === classes.length
      ? { label_filename: labelsFile }
      : {}),
  }));
  return {
    name,
    backend: 'onnxruntime',
    max_batch_size: isBatched ? maxBatch : 0,
    input,
    output,
    instance_group: [instanceGroup(options)],
    ...(isBatched && {
      dynamic_batching: {
        max_queue_delay_microseconds: Math.round(maxDelay * 1000),
        default_queue_policy: { timeout_action: token('REJECT'), max_queue_size: maxQueue },
      },
    }),
    ...(threads !== undefined && {
      parameters: [{ key: 'intra_op_thread_count', value: { string_value: `${threads}` } }],
    }),
    model_warmup: warmUps(input, isBatched ? [...new Set([1, maxBatch])] : [0]),
  };
}

function instanceGroup({ device = 'cpu', instances = 1 }: TritonOptions): TextMessage {
  return { count: instances, kind: token(device === 'cuda' ? 'KIND_GPU' : 'KIND_CPU') };
}

/** Sizes of a value, without the batch. Triton has no empty ones: a scalar is a vector of one number. */
function tensorConfig({ name, dtype, shape }: ValueInfo, isBatched: boolean): TensorConfig {
  const sizes = shape
    .slice(isBatched ? 1 : 0)
    .map((size) => (typeof size === 'number' ? size : -1));
  const type = { name, data_type: token(types[dtype]) };
  return sizes.length > 0
    ? { ...type, dims: sizes }
    : { ...type, dims: [1], reshape: { shape: [] } };
}

/** Runs before the model is ready: one row and a full batch, so that no request pays for the first run. */
function warmUps(inputs: readonly TensorConfig[], batches: readonly number[]): TextMessage[] {
  return batches.map((batch) => ({
    name: `warm-up-${batch}`,
    ...(batch > 0 && { batch_size: batch }),
    inputs: inputs.map(({ name, data_type: type, dims }) => ({
      key: name,
      value: {
        data_type: type,
        dims: dims.map((size) => (size < 0 ? USUAL_SIDE : size)),
        // Whole numbers may be positions in tables, of which 0 is there.
        ...(/FP/.test(type.token) ? { random_data: true } : { zero_data: true }),
      },
    })),
  }));
}
