/**
 * Operators of texts: they are cut, joined and hashed. What ONNX cannot do with texts is refused, with the
 * reason, when the operator is reached.
 */
import {
  add,
  cast,
  concat,
  cumsum,
  equal,
  expandDims,
  lessEqual,
  max,
  maximum,
  reshape,
  scalar,
  slice,
  sub,
  sum,
  type Tensor,
  tensor1d,
  zeros,
} from '#tfjs-core';
import type { Value } from '@ganport/graph';
import { at, cast as castValue } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import { byteRows } from '../texts/byte-rows.ts';
import { bytesOf, charactersOf, type SingleBytes } from '../texts/characters.ts';
import { fingerprint64 } from '../texts/fingerprint.ts';
import { Int64 } from '../texts/int64.ts';
import { joinNeighbors } from '../texts/join.ts';
import { isByteOf, textsOfBytes } from '../texts/single-bytes.ts';
import { type Call, intAttribute, type Operator, tensorAt } from './operator.ts';
import { dynamicShape, isSymbolic, positionsIn, recording, toTensor, valueOf } from './tensors.ts';
import type { TfNode } from './topology.ts';
import { sizeName, truePositions } from './true-positions.ts';

/** An operator that tfjs computes itself where its first input is known. */
function ofTexts(compute: (call: Call, texts: Tensor) => readonly Tensor[]): Operator {
  return {
    compute(call) {
      const texts = tensorAt(call, 0);
      return isSymbolic(texts) ? compute(call, texts) : undefined;
    },
  };
}

function refused({ node }: Call, why: string): ExportError {
  const message = `${node.op} ${node.name} ${why}; nothing was written. Export the part of the model without it`;
  return new ExportError('unsupported-kernel', message);
}

/** A text of an attribute, which is base64 in a model.json. */
const decodeText = (base64: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));

/** The characters of texts [n], with their number as a size that depends on data. */
function characters(call: Call, texts: Value): Value {
  const { builder, dataSizes } = recording();
  const longest = dataSizes.standIn(sizeName(call, 'longest'));
  const value = charactersOf(builder, texts, longest.size);
  dataSizes.locate(longest.symbol, value, 1);
  return value;
}

/** StringSplit makes single bytes of texts, and ConcatV2 of tfjs reads texts as UTF-8. */
function singleBytes({ interpreter: { topology } }: Call): SingleBytes {
  const graphs = [topology.main, ...topology.functions.values()];
  const nodes = graphs.flatMap((graph) => [...graph.nodes.values()]);
  if (!nodes.some(({ op }) => op === 'StringSplit')) return 'none';
  const readsTexts = ({ op, def }: TfNode) =>
    op === 'ConcatV2' && String(def.attr?.['T']?.type) === 'DT_STRING';
  return nodes.some(readsTexts) ? 'replaced' : 'kept';
}

const hashBucket = ofTexts((call, texts) => {
  const { builder } = recording();
  const value = valueOf(texts);
  const vector = { dtype: 'string', shape: [texts.size] } as const;
  const flat =
    texts.rank === 1 ? value : builder.op('Reshape', [value, builder.ints([-1])], {}, vector);
  const rows = byteRows(builder, bytesOf(builder, characters(call, flat), singleBytes(call)));
  const buckets = BigInt(intAttribute(call, 'num_buckets', 1));
  const bucket = new Int64(builder).modulo(fingerprint64(builder, rows), buckets);
  const flatHashes = { dtype: 'int32', shape: [texts.size] } as const;
  const whole = castValue(builder, bucket, 'int32');
  const hashes = builder.op('Squeeze', [whole, builder.ints([1])], {}, flatHashes);
  if (texts.rank === 1) return [toTensor(hashes)];
  const shape = builder.op('Shape', [value], {}, { dtype: 'int64', shape: [texts.rank] });
  const type = { dtype: 'int32', shape: texts.shape } as const;
  return [toTensor(builder.op('Reshape', [hashes, shape], {}, type))];
});

/** Texts as their bytes: where each is (row and column), the bytes as texts, and the shape of the table. */
const split = ofTexts((call, texts) => {
  const delimiter = tensorAt(call, 1);
  const isByte = !isSymbolic(delimiter) && recording().texts(delimiter)[0] === '';
  if (!isByte)
    throw refused(call, 'cuts texts at a delimiter, and ONNX Runtime cuts them into characters');
  const { builder } = recording();
  const rows = byteRows(builder, bytesOf(builder, characters(call, valueOf(texts)), 'none'));
  const positions = truePositions(call, toTensor(isByteOf(builder, rows)), 'bytes');
  const places = castValue(builder, valueOf(positions), 'int64');
  const type = { dtype: 'int64', shape: [at(positions.shape, 0)] } as const;
  const bytes = builder.op('GatherND', [rows.bytes, places], {}, type);
  const lengths = toTensor(castValue(builder, rows.lengths, 'int32'));
  const columns = max(concat([zeros([1, 1], 'int32'), lengths]));
  const count = dynamicShape(texts) ?? tensor1d([texts.size], 'int32');
  const shape = concat([count, reshape(columns, [1])]);
  return [positions, toTensor(textsOfBytes(builder, bytes)), shape];
});

/** Neighbors in each row, joined. */
const nGrams = ofTexts((call, texts) => {
  const attributes = call.node.def.attr ?? {};
  const widths = (attributes['ngram_widths']?.list?.i ?? []).map(Number);
  const [width = 0] = widths;
  const isPlain =
    widths.length === 1 &&
    intAttribute(call, 'pad_width', 0) === 0 &&
    intAttribute(call, 'preserve_short_sequences', 0) === 0;
  if (!isPlain) throw refused(call, 'pads its rows, keeps short ones or has several widths');
  const separator = decodeText(attributes['separator']?.s ?? '');
  const joined = toTensor(joinNeighbors(recording().builder, valueOf(texts), width, separator));
  const splits = tensorAt(call, 1);
  const rows = at(splits.shape, 0) - 1;
  const [starts, ends] = [slice(splits, [0], [rows]), slice(splits, [1], [rows])];
  const counts = maximum(sub(sub(ends, starts), scalar(width - 1, 'int32')), scalar(0, 'int32'));
  const after = concat([zeros([1], 'int32'), cumsum(counts)]);
  if (rows === 1) return [joined, after];
  // Neighbors of two rows are left out.
  const first = positionsIn(valueOf(joined));
  const rowOf = (place: Tensor) =>
    sum(cast(lessEqual(expandDims(ends, 0), expandDims(place, 1)), 'int32'), 1);
  const isInRow = equal(rowOf(first), rowOf(add(first, scalar(width - 1, 'int32'))));
  const kept = truePositions(call, isInRow, 'joined');
  const places = castValue(recording().builder, valueOf(kept), 'int64');
  const type = { dtype: 'string', shape: [at(kept.shape, 0)] } as const;
  const within = recording().builder.op('GatherND', [valueOf(joined), places], {}, type);
  return [toTensor(within), after];
});

export const textOperators: Readonly<Record<string, Operator>> = {
  StringToHashBucketFast: hashBucket,
  StringSplit: split,
  StringNGrams: nGrams,
};
