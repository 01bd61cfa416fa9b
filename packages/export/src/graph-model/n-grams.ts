/** StringNGrams: neighbors in each row of texts, joined. Each row has those of the first width, then of the next. */
import {
  add,
  cast,
  concat,
  cumsum,
  equal,
  expandDims,
  gather,
  lessEqual,
  maximum,
  scalar,
  slice,
  sub,
  sum,
  type Tensor,
  zeros,
} from '#tfjs-core';
import type { Value } from '@ganport/graph';
import { at, cast as castValue, concat as concatValues } from '@ganport/graph/ops';
import { joinNeighbors } from '../texts/join.ts';
import { type Call, intAttribute, tensorAt } from './operator.ts';
import { positionsIn, recording, toTensor, valueOf } from './tensors.ts';
import { decodeText, ofTexts, refused } from './texts.ts';
import { truePositions } from './true-positions.ts';

export const nGrams = ofTexts((call, texts) => {
  const attributes = call.node.def.attr ?? {};
  const widths = (attributes['ngram_widths']?.list?.i ?? []).map(Number);
  const isPlain =
    widths.length > 0 &&
    intAttribute(call, 'pad_width', 0) === 0 &&
    attributes['preserve_short_sequences']?.b !== true;
  if (!isPlain) throw refused(call, 'pads its rows or keeps short ones');
  const separator = decodeText(attributes['separator']?.s ?? '');
  const splits = tensorAt(call, 1);
  const rows = at(splits.shape, 0) - 1;
  const starts = slice(splits, [0], [rows]);
  const ends = slice(splits, [1], [rows]);
  const counts = widths.map((width) =>
    maximum(sub(sub(ends, starts), scalar(width - 1, 'int32')), scalar(0, 'int32')),
  );
  const after = concat([zeros([1], 'int32'), cumsum(counts.reduce((a, b) => add(a, b)))]);
  const { builder } = recording();
  const joined = widths.map((width) => joinNeighbors(builder, valueOf(texts), width, separator));
  if (rows === 1) return [toTensor(concatValues(builder, joined, 0)), after];
  const within = joined.map((value, i) => withinRows(call, value, at(widths, i), ends));
  const values = within.map(({ value }) => value);
  if (widths.length === 1) return [toTensor(at(values, 0)), after];
  // Where each goes: behind those of its row that have a smaller width.
  let before = sub(slice(after, [0], [rows]), starts);
  const places = within.map(({ first, row }, i) => {
    const place = add(gather(before, row), first);
    before = add(before, at(counts, i));
    return place;
  });
  return [toTensor(inOrder(concatValues(builder, values, 0), valueOf(concat(places)))), after];
});

interface Neighbors {
  readonly value: Value;
  /** The place of the first text of each, and its row; int32. */
  readonly first: Tensor;
  readonly row: Tensor;
}

/** Without neighbors of two rows. */
function withinRows(call: Call, joined: Value, width: number, ends: Tensor): Neighbors {
  const { builder } = recording();
  const first = positionsIn(joined);
  const rowOf = (place: Tensor) =>
    sum(cast(lessEqual(expandDims(ends, 0), expandDims(place, 1)), 'int32'), 1);
  const row = rowOf(first);
  const isInRow = equal(row, rowOf(add(first, scalar(width - 1, 'int32'))));
  const kept = truePositions(call, isInRow, 'joined');
  const places = castValue(builder, valueOf(kept), 'int64');
  const elements = (of: Value) =>
    builder.op('GatherND', [of, places], {}, { dtype: of.dtype, shape: [at(kept.shape, 0)] });
  return {
    value: elements(joined),
    first: toTensor(elements(valueOf(first))),
    row: toTensor(elements(valueOf(row))),
  };
}

/** Texts at their places, which are all different. */
function inOrder(texts: Value, places: Value): Value {
  const { builder } = recording();
  const count = builder.op('Shape', [places], {}, { dtype: 'int64', shape: [1] });
  const [, order] = builder.ops('TopK', [places, count], { axis: 0, largest: 0 }, [
    places,
    { ...places, dtype: 'int64' },
  ]) as [Value, Value];
  return builder.op('Gather', [texts, order], { axis: 0 }, texts);
}
