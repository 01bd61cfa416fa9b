/**
 * Convolutions that ONNX Runtime (1.30) computes wrong on WebGPU, without an error, in forms that it
 * computes right:
 *
 * - With 6, 9, 15, 18 … input channels and a multiple of four outputs, it reads the channels in groups
 *   of three (microsoft/onnxruntime issue 29651). They get channels of zeros, up to a multiple of four.
 * - Where the filter is as large as the image, which is padded at the end alone, it computes only the
 *   first element, as a matrix product. One more row of results is computed in front, and taken off. A
 *   2 × 2 filter with SAME padding on a 2 × 2 image is one, and so is the gradient of every 2 × 2 filter
 *   with SAME padding.
 *
 * Both also happen to lines, and where ONNX Runtime joins a Pad to the convolution behind it. Volumes are
 * computed right.
 *
 * What a file leaves open counts as misread: the zeros are then computed from the number of channels; a
 * multiple of four gets none. Left alone are convolutions
 *
 * - in functions, where each caller states the groups, or the window of a filter as large as the image;
 * - of images and weights of which not even the number of axes is stated;
 * - with open channels before operator set 11, where Pad has no computed sizes;
 * - with `auto_pad` and a stride on images of open sizes, whose pads depend on them.
 *
 * The bytes of a file are changed in place of a graph, which needs a reader of all of ONNX. Weights are
 * not read: ONNX Runtime pads those that are constants when it opens the model.
 */
import {
  type Bytes,
  type Field,
  fields,
  header,
  integersOf,
  join,
  lengthOf,
  textsOf,
} from '../protobuf.ts';
import { attributeFields, nodeFields } from './conv-node.ts';
import { Convolutions, type Names } from './convolutions.ts';
import { graphFields, Shapes } from './shapes.ts';

/** Field numbers of ModelProto, FunctionProto and OperatorSetIdProto (onnx.proto). */
const modelFields = { graph: 7, opset: 8, function: 25 } as const;
const functionFields = { node: 7, opset: 9 } as const;
const opsetFields = { domain: 1, version: 2 } as const;

/** A subgraph is three messages deep, and Protocol Buffers' own readers refuse more than a hundred. */
const mostDepth = 32;

/**
 * The model as WebGPU computes it right; it computes the same everywhere.
 *
 * @returns the same bytes where nothing is misread, and where the bytes are no model
 * @example
 * const safe = repairForWebGpu(await readFile('model.onnx'));
 */
export function repairForWebGpu(model: Uint8Array): Uint8Array {
  try {
    const parts = [...fields(model)];
    const names = namesFor(model);
    const opset = opsetOf(parts, modelFields.opset);
    const pieces = replaced(parts, {
      [modelFields.graph]: (content) => graph(content, { opset, names, depth: 0 }),
      [modelFields.function]: (content) => functionBody(content, names),
    });
    return pieces ? join(pieces) : model;
  } catch (thrown) {
    // ONNX Runtime says what is wrong with such a file.
    if (thrown instanceof RangeError) return model;
    throw thrown;
  }
}

/** A repaired model is larger than the one before, so that its length is in no name of an earlier repair. */
function namesFor({ length }: Uint8Array): Names {
  let count = 0;
  return {
    fresh: (base) => `${base}/webgpu_${length}_${++count}`,
    isMade: (name) => /\/webgpu_[\d_]+$/.test(name),
  };
}

function opsetOf(message: readonly Field[], number: number): number {
  const sets = message.flatMap((part) =>
    part.number === number && part.content ? [[...fields(part.content)]] : [],
  );
  const own = sets.find((set) =>
    ['', 'ai.onnx'].includes(textsOf(set, opsetFields.domain)[0] ?? ''),
  );
  return integersOf(own ?? [], opsetFields.version)[0] ?? 1;
}

/** Content of fields in pieces, which are joined once. */
type Pieces = readonly Bytes[];

/** A message with other content in its fields of these numbers; undefined where all stay. */
function replaced(
  message: readonly Field[],
  changes: Readonly<Record<number, (content: Uint8Array) => Pieces | undefined>>,
): Pieces | undefined {
  let changed = false;
  const pieces = message.flatMap(({ number, content, whole }): Pieces => {
    const other = content && changes[number]?.(content);
    if (!other) return [whole];
    changed = true;
    return [header(number, lengthOf(other)), ...other];
  });
  return changed ? pieces : undefined;
}

interface Place {
  /** Of the model's operators, or the function's. */
  readonly opset: number;
  readonly names: Names;
  /** Graphs around this one. */
  readonly depth: number;
}

/** @returns the graph's content, or undefined where it stays */
function graph(content: Uint8Array, place: Place, outer?: Shapes): Pieces | undefined {
  if (place.depth > mostDepth) return undefined;
  const parts = [...fields(content)];
  return nodesOf(parts, graphFields.node, new Shapes(parts, outer), place);
}

function functionBody(content: Uint8Array, names: Names): Pieces | undefined {
  const parts = [...fields(content)];
  const opset = opsetOf(parts, functionFields.opset);
  return nodesOf(parts, functionFields.node, new Shapes([]), { opset, names, depth: 0 });
}

/** A graph or a function with other nodes. @param number of the field that nodes are in */
function nodesOf(
  parts: readonly Field[],
  number: number,
  shapes: Shapes,
  place: Place,
): Pieces | undefined {
  const convolutions = new Convolutions(place.opset, shapes, place.names);
  let changed = false;
  const pieces = parts.flatMap((part): Pieces => {
    if (part.number !== number || !part.content) return [part.whole];
    const node = [...fields(part.content)];
    const others = convolutions.replace(node)?.map((bytes) => [bytes]);
    const withBodies = others ? undefined : bodies(node, shapes, place);
    const nodes: readonly Pieces[] | undefined = others ?? (withBodies && [withBodies]);
    shapes.learn(node);
    if (!nodes) return [part.whole];
    changed = true;
    return nodes.flatMap((each) => [header(number, lengthOf(each)), ...each]);
  });
  return changed ? pieces : undefined;
}

/** A node with repaired subgraphs. */
function bodies(node: readonly Field[], shapes: Shapes, place: Place): Pieces | undefined {
  const below = { ...place, depth: place.depth + 1 };
  return replaced(node, {
    [nodeFields.attribute]: (attribute) =>
      replaced([...fields(attribute)], {
        [attributeFields.graph]: (content) => graph(content, below, shapes),
      }),
  });
}
