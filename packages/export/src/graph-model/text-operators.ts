/**
 * Operators of texts: they are cut, joined, replaced and hashed. What ONNX cannot do with texts is refused, with the
 * reason, when the operator is reached.
 */
import {
  cast,
  concat,
  cumsum,
  expandDims,
  gatherND,
  logicalNot,
  max,
  reshape,
  split as splitTensor,
  sum,
  type Tensor,
  tensor1d,
  zeros,
} from '#tfjs-core';
import type { Value } from '@ganport/graph';
import { at, cast as castValue } from '@ganport/graph/ops';
import { byteRows } from '../texts/byte-rows.ts';
import { bytesOf, charactersOf, type SingleBytes } from '../texts/characters.ts';
import { fingerprint64 } from '../texts/fingerprint.ts';
import { Int64 } from '../texts/int64.ts';
import { equalTexts } from '../texts/compare.ts';
import { textConstant } from '../texts/constant.ts';
import { characterPattern } from '../texts/pattern.ts';
import { joinRows, replaceCharacters } from '../texts/replace.ts';
import { isWithin, textsOfBytes } from '../texts/single-bytes.ts';
import { nGrams } from './n-grams.ts';
import { type Call, intAttribute, type Operator, tensorAt } from './operator.ts';
import { dynamicShape, isSymbolic, recording, toTensor, valueOf } from './tensors.ts';
import { ofTexts, readText, refused } from './texts.ts';
import type { TfNode } from './topology.ts';
import { sizeName, truePositions } from './true-positions.ts';

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
  const flat = flattened(texts);
  const rows = byteRows(builder, bytesOf(builder, characters(call, flat), singleBytes(call)));
  const buckets = BigInt(intAttribute(call, 'num_buckets', 1));
  const bucket = new Int64(builder).modulo(fingerprint64(builder, rows), buckets);
  const flatHashes = { dtype: 'int32', shape: [texts.size] } as const;
  const whole = castValue(builder, bucket, 'int32');
  return [inShapeOf(texts, builder.op('Squeeze', [whole, builder.ints([1])], {}, flatHashes))];
});

/** Texts as a vector. */
function flattened(texts: Tensor): Value {
  const { builder } = recording();
  const vector = { dtype: 'string', shape: [texts.size] } as const;
  const value = valueOf(texts);
  return texts.rank === 1 ? value : builder.op('Reshape', [value, builder.ints([-1])], {}, vector);
}

/** A vector in the shape of the texts that it was made of. */
function inShapeOf(texts: Tensor, vector: Value): Tensor {
  if (texts.rank === 1) return toTensor(vector);
  const { builder } = recording();
  const sizes = { dtype: 'int64', shape: [texts.rank] } as const;
  const shape = builder.op('Shape', [valueOf(texts)], {}, sizes);
  const type = { dtype: vector.dtype, shape: texts.shape };
  return toTensor(builder.op('Reshape', [vector, shape], {}, type));
}

const regexReplace = ofTexts((call, texts) => {
  const attributes = call.node.def.attr ?? {};
  const source = readText(attributes['pattern']?.s ?? '');
  const rewrite = readText(attributes['rewrite']?.s ?? '');
  const pattern = characterPattern(source);
  if (!pattern || attributes['replace_global']?.b !== true || /[$\\]/.test(rewrite)) {
    const why = `replaces ${JSON.stringify(source)}: ONNX compares texts with patterns and replaces nothing in them, so single characters, and runs of them, are replaced everywhere by a text of the model, and nothing else; replace before the graph`;
    throw refused(call, why);
  }
  const { builder } = recording();
  const flat = characters(call, flattened(texts));
  return [inShapeOf(texts, joinRows(builder, replaceCharacters(builder, flat, pattern, rewrite)))];
});

/** Texts in parts: where each part is (row and column), the parts, and the shape of their table. */
const split = ofTexts((call, texts) => {
  const delimiter = tensorAt(call, 1);
  const known = isSymbolic(delimiter) ? undefined : recording().texts(delimiter)[0];
  if (known === '') return intoBytes(call, texts);
  if (known !== undefined && isByte(known)) return atByte(call, texts, known);
  const why =
    'cuts texts at each of several bytes or at a delimiter that is computed, and ONNX cuts at one text of the model';
  throw refused(call, why);
});

const isByte = (text: string) => text.length === 1 && text < '\x80';

function intoBytes(call: Call, texts: Tensor): readonly Tensor[] {
  const { builder } = recording();
  const rows = byteRows(builder, bytesOf(builder, characters(call, valueOf(texts)), 'none'));
  const positions = truePositions(
    call,
    toTensor(isWithin(builder, rows.bytes, rows.lengths)),
    'bytes',
  );
  const bytes = elementsAt(rows.bytes, positions);
  const lengths = toTensor(castValue(builder, rows.lengths, 'int32'));
  return [positions, toTensor(textsOfBytes(builder, bytes)), tableShape(texts, lengths)];
}

function atByte(call: Call, texts: Tensor, delimiter: string): readonly Tensor[] {
  const { builder } = recording();
  const { parts, counts } = splitTexts(call, valueOf(texts), delimiter);
  const isEmpty = equalTexts(builder, parts, textConstant(builder, [''], [1]));
  const skipsEmpty = call.node.def.attr?.['skip_empty']?.b ?? true;
  const isKept = skipsEmpty
    ? logicalNot(toTensor(isEmpty))
    : toTensor(isWithin(builder, castValue(builder, isEmpty, 'int64'), counts));
  const places = truePositions(call, isKept, 'parts');
  const ones = cast(isKept, 'int32');
  const columns = gatherND(cumsum(ones, 1, true), places);
  const [rows] = splitTensor(places, 2, 1) as [Tensor, Tensor];
  const positions = concat([rows, expandDims(columns, 1)], 1);
  return [positions, toTensor(elementsAt(parts, places)), tableShape(texts, sum(ones, 1, true))];
}

/** ONNX's StringSplit of texts [n]: parts [n, most], filled up with empty texts, and their counts int64 [n, 1]. */
function splitTexts(
  call: Call,
  texts: Value,
  delimiter: string,
): Record<'parts' | 'counts', Value> {
  const { builder, dataSizes } = recording();
  const n = at(texts.shape, 0);
  const most = dataSizes.standIn(sizeName(call, 'most'));
  const [parts, lengths] = builder.ops('StringSplit', [texts], { delimiter }, [
    { dtype: 'string', shape: [n, most.size] },
    { dtype: 'int64', shape: [n] },
  ]) as [Value, Value];
  dataSizes.locate(most.symbol, parts, 1);
  const type = { dtype: 'int64', shape: [n, 1] } as const;
  return { parts, counts: builder.op('Unsqueeze', [lengths, builder.ints([1])], {}, type) };
}

/** The elements of a table at positions int32 [count, 2]. */
function elementsAt(table: Value, positions: Tensor): Value {
  const { builder } = recording();
  const places = castValue(builder, valueOf(positions), 'int64');
  const type = { dtype: table.dtype, shape: [at(positions.shape, 0)] } as const;
  return builder.op('GatherND', [table, places], {}, type);
}

/** How many rows there are, and how long the longest is. @param lengths int32 [n, 1] */
function tableShape(texts: Tensor, lengths: Tensor): Tensor {
  const columns = max(concat([zeros([1, 1], 'int32'), lengths]));
  const count = dynamicShape(texts) ?? tensor1d([texts.size], 'int32');
  return concat([count, reshape(columns, [1])]);
}

export const textOperators: Readonly<Record<string, Operator>> = {
  StaticRegexReplace: regexReplace,
  StringToHashBucketFast: hashBucket,
  StringSplit: split,
  StringNGrams: nGrams,
};
