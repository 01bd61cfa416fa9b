/**
 * The inputs and outputs of a GraphModel: names, types and shapes from its signature, or from its
 * placeholders and last nodes where it has none. Names are without `:0`.
 */
import type { Dim } from '@ganport/graph';
import { ExportError } from '../errors.ts';
import type { TensorSpec } from '../trace/tensor-spec.ts';
import { type GraphModelLike, type Signature, type SignatureTensor } from './graph-model-like.ts';
import type { InferredShapes } from './inferred-shapes.ts';
import { type AttrValue, type Ref, refOf, type TfGraph } from './topology.ts';

interface NamedRef {
  readonly name: string;
  readonly ref: Ref;
}

export interface SignatureInput extends NamedRef {
  readonly tensor: SignatureTensor;
  /** Attributes of the input's placeholder. */
  readonly attr: Readonly<Record<string, AttrValue>>;
}

export interface SignatureOutput extends NamedRef {
  /** As the signature states them, -1 where it does not know. */
  readonly sizes: readonly number[] | undefined;
}

export interface ModelSignature {
  readonly inputs: readonly SignatureInput[];
  readonly outputs: readonly SignatureOutput[];
}

/** TensorFlow's types that tfjs has tensors of, which have ONNX forms. */
const inputTypes: Readonly<Record<string, NonNullable<TensorSpec['dtype']>>> = {
  DT_FLOAT: 'float32',
  DT_HALF: 'float32',
  DT_DOUBLE: 'float32',
  DT_INT32: 'int32',
  DT_INT64: 'int32',
  DT_INT16: 'int32',
  DT_INT8: 'int32',
  DT_UINT8: 'int32',
  DT_BOOL: 'bool',
  DT_STRING: 'string',
};

/** The numbers of TensorFlow's DataType, which some converters wrote in place of the names. */
const typeNumbers: Readonly<Record<number, string>> = {
  1: 'DT_FLOAT',
  2: 'DT_DOUBLE',
  3: 'DT_INT32',
  4: 'DT_UINT8',
  5: 'DT_INT16',
  6: 'DT_INT8',
  7: 'DT_STRING',
  9: 'DT_INT64',
  10: 'DT_BOOL',
  19: 'DT_HALF',
};

export function readSignature(model: GraphModelLike, graph: TfGraph): ModelSignature {
  const signature: Signature = model.modelSignature ?? {};
  const given = Object.entries(signature.inputs ?? {}).filter(([, { name }]) =>
    graph.nodes.has(refOf(name).node),
  );
  const placeholders = [...graph.nodes.values()].filter(({ op }) => op.startsWith('Placeholder'));
  const named: (readonly [string, SignatureTensor])[] =
    given.length > 0 ? given : placeholders.map(({ name }) => [name, { name }]);
  const inputs = named.map(([key, tensor]) => {
    const ref = refOf(tensor.name);
    return { name: plain(key), ref, tensor, attr: graph.nodes.get(ref.node)?.def.attr ?? {} };
  });
  return { inputs, outputs: outputsOf(signature, model) };
}

/** The inputs whose shape neither the model states nor `shapes`. */
export const withoutShape = (
  inputs: readonly SignatureInput[],
  shapes: Readonly<Record<string, readonly Dim[]>>,
): readonly SignatureInput[] =>
  inputs.filter((input) => !own(shapes, input.name) && !knownSizes(input));

/**
 * Types and shapes of the inputs. Open sizes are named batch, height and width, or after the input.
 *
 * @param shapes of inputs by name, instead of the model's
 * @param inferred of inputs whose shape the model does not state
 * @throws ExportError 'bad-argument' for a type that has no ONNX form, for a shape that does not fit or is
 * not known
 */
export function inputSpecs(
  inputs: readonly SignatureInput[],
  shapes: Readonly<Record<string, readonly Dim[]>>,
  inferred: InferredShapes = {},
): Record<string, TensorSpec> {
  const unknown = Object.keys(shapes).find((shape) => !inputs.some(({ name }) => name === shape));
  if (unknown !== undefined) {
    const names = inputs.map(({ name }) => name).join(', ');
    throw new ExportError('bad-argument', `the model has no input ${unknown}; it has ${names}`);
  }
  const sizes = (input: SignatureInput) => knownSizes(input) ?? own(inferred, input.name)?.sizes;
  const open = withoutShape(inputs, shapes).filter((input) => !sizes(input));
  if (open.length > 0) {
    const names = open.map(({ name }) => name).join(', ');
    const message = `the model does not say the shape of ${names}: give it, for example ${open[0]?.name}=1,224,224,3`;
    throw new ExportError('bad-argument', message);
  }
  const specs = inputs.map((input) => {
    const { name } = input;
    const shape = inputShape(name, sizes(input), own(shapes, name), inputs.length);
    return [name, { dtype: onnxType(input), shape }];
  });
  return Object.fromEntries(specs) as Record<string, TensorSpec>;
}

/** The ranges that TensorFlow's types give to inputs, for the file's metadata: bytes are int32 in tfjs. */
export function byteRanges(inputs: readonly SignatureInput[]): Record<string, string> {
  const bytes = inputs.filter((input) => Object.hasOwn(typeRanges, typeOf(input)));
  return Object.fromEntries(
    bytes.map((input) => [`ganport.range.${input.name}`, typeRanges[typeOf(input)] ?? '']),
  );
}

const typeRanges: Readonly<Record<string, string>> = { DT_UINT8: '0 255', DT_INT8: '-128 127' };

function outputsOf(signature: Signature, model: GraphModelLike): ModelSignature['outputs'] {
  const named = Object.entries(signature.outputs ?? {});
  if (named.length > 0) {
    return named.map(([key, { name, tensorShape }]) => ({
      name: plain(key),
      ref: refOf(name),
      // Some converters state no sizes of an output with an empty shape.
      sizes: tensorShape?.dim && sizesOf(tensorShape),
    }));
  }
  return model.outputNodes.map((name) => ({
    name: plain(name),
    ref: refOf(name),
    sizes: undefined,
  }));
}

/** The name of a tensor without the `:0` of a node's first output. */
const plain = (name: string) => name.replace(/:0$/, '').replaceAll(':', '_');

/** The sizes of an input, negative where they are open; undefined where the model does not say them. */
function knownSizes({ tensor, attr }: SignatureInput): readonly number[] | undefined {
  const stated = sizesOf(tensor.tensorShape);
  const own = sizesOf(attr['shape']?.shape);
  // tfjs refuses what has another rank than the placeholder.
  return own && own.length !== stated?.length ? own : stated;
}

function onnxType(input: SignatureInput): NonNullable<TensorSpec['dtype']> {
  const type = typeOf(input);
  const known = inputTypes[type];
  if (known) return known;
  const message = `input ${input.name} is ${type}, which has no ONNX form in ganport: export the part of the model behind it`;
  throw new ExportError('bad-argument', message);
}

/** A shape without axes is a scalar's. */
const sizesOf = (shape: SignatureTensor['tensorShape']): readonly number[] | undefined =>
  shape === undefined || shape.unknownRank === true
    ? undefined
    : (shape.dim ?? []).map(({ size }) => Number(size ?? -1));

const typeOf = ({ tensor: { dtype }, attr }: SignatureInput): string =>
  typeName(dtype ?? attr['dtype']?.type);

function typeName(type: string | number | undefined): string {
  return typeof type === 'number' ? (typeNumbers[type] ?? `type ${type}`) : (type ?? 'DT_FLOAT');
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function inputShape(
  name: string,
  sizes: readonly number[] | undefined,
  given: readonly Dim[] | undefined,
  count: number,
): readonly Dim[] {
  if (given) {
    const fits =
      !sizes ||
      (given.length === sizes.length &&
        sizes.every((size, axis) => size < 0 || size === given[axis]));
    if (fits) return given;
    const wanted = sizes.map((size) => (size < 0 ? 'any' : size)).join(',');
    const message = `input ${name} has shape ${wanted}; ${given.join()} does not fit`;
    throw new ExportError('bad-argument', message);
  }
  const known = sizes ?? [];
  const images = known.length === 4 ? ['batch', 'height', 'width', 'channels'] : ['batch'];
  const prefix = count > 1 ? `${name}_` : '';
  return known.map((size, axis) => {
    if (size >= 0) return size;
    const word = images[axis];
    // One batch for all inputs; other sizes belong to their input.
    return axis === 0 ? 'batch' : word === undefined ? `${name}_${axis}` : `${prefix}${word}`;
  });
}
