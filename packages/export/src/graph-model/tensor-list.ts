/**
 * TensorFlow's lists of tensors of one shape, which loops fill and read. A list of known length holds its
 * tensors; a list that a Loop carries is one tensor [length, ...element], since ONNX Runtime runs those on
 * every provider.
 */
import { type DataType, fill, scalar, stack, type Tensor, zeros } from '#tfjs-core';
import { at, concat, expand, gather, reshape } from '@ganport/graph/ops';
import { ExportError } from '../errors.ts';
import {
  dynamicShape,
  exampleNumbers,
  isSymbolic,
  recording,
  toSizes,
  toTensor,
  valueOf,
} from './tensors.ts';

/** What a list holds: its items, undefined where nothing was set; all of them; or so many that are not set. */
type Content =
  | { readonly items: readonly (Tensor | undefined)[] }
  | { readonly all: Tensor }
  | { readonly count: Tensor };

export class TensorList {
  readonly dtype: DataType;
  readonly content: Content;

  private constructor(dtype: DataType, content: Content) {
    this.dtype = dtype;
    this.content = content;
  }

  /** A list of items, undefined where nothing was set. */
  static of(dtype: DataType, items: readonly (Tensor | undefined)[]): TensorList {
    return new TensorList(dtype, { items });
  }

  /** The items along the first axis of a tensor. */
  static from(all: Tensor): TensorList {
    return new TensorList(all.dtype, { all });
  }

  /** A list in which nothing was set. @param count int32 [], its length */
  static blank(dtype: DataType, count: Tensor): TensorList {
    if (isSymbolic(count)) return new TensorList(dtype, { count });
    const [length = 0] = exampleNumbers(count);
    return TensorList.of(
      dtype,
      Array.from({ length }, () => undefined),
    );
  }

  /** int32 []; symbolic where it depends on open sizes. */
  get length(): Tensor {
    if ('count' in this.content) return this.content.count;
    if ('items' in this.content) return scalar(this.content.items.length, 'int32');
    const length = at(this.content.all.shape, 0);
    const sizes = dynamicShape(this.content.all);
    if (!sizes) return scalar(length, 'int32');
    const { builder } = recording();
    const first = builder.constant({ dtype: 'int64', shape: [], data: BigInt64Array.of(0n) });
    return toTensor(gather(builder, valueOf(sizes), first, 0), Int32Array.of(length));
  }

  /** The shape of items; undefined for a list in which nothing was set. */
  get elementShape(): readonly number[] | undefined {
    if ('all' in this.content) return this.content.all.shape.slice(1);
    if ('count' in this.content) return undefined;
    return this.content.items.find((item) => item !== undefined)?.shape;
  }

  /** Item `index`, zeros where nothing was set. @param index int32 [] */
  get(index: Tensor, elementShape: readonly number[] | undefined): Tensor {
    if (!isSymbolic(index) && 'items' in this.content) {
      const [position = 0] = exampleNumbers(index);
      return this.content.items[position] ?? blank([...this.#shape(elementShape)], this.dtype);
    }
    const { builder } = recording();
    const all = valueOf(this.stacked(elementShape));
    return toTensor(gather(builder, all, reshape(builder, valueOf(index), []), 0));
  }

  /** The list with item `index` replaced. @param index int32 [] */
  set(index: Tensor, item: Tensor): TensorList {
    if (!isSymbolic(index) && 'items' in this.content) {
      const [position = 0] = exampleNumbers(index);
      return TensorList.of(this.dtype, this.content.items.with(position, item));
    }
    const { builder } = recording();
    const all = valueOf(this.stacked(item.shape));
    const update = reshape(builder, valueOf(item), [1, ...item.shape]);
    const position = reshape(builder, toSizes(builder, index), [1, 1]);
    return TensorList.from(toTensor(builder.op('ScatterND', [all, position, update], {}, all)));
  }

  push(item: Tensor): TensorList {
    if ('items' in this.content) return TensorList.of(this.dtype, [...this.content.items, item]);
    const { builder } = recording();
    const parts = [
      valueOf(this.stacked(item.shape)),
      reshape(builder, valueOf(item), [1, ...item.shape]),
    ];
    return TensorList.from(toTensor(concat(builder, parts, 0)));
  }

  /** All items as one tensor, [length, ...element]. */
  stacked(elementShape?: readonly number[]): Tensor {
    if ('all' in this.content) return this.content.all;
    const shape = [...this.#shape(elementShape)];
    if ('count' in this.content) return this.#blank(this.content.count, shape);
    const { items } = this.content;
    if (items.length > 0 && items.every((item) => item !== undefined)) return stack([...items]);
    if (items.every((item) => item === undefined)) return this.#blank(this.length, shape);
    return stack(items.map((item) => item ?? blank(shape, this.dtype)));
  }

  /** Zeros as one number that is expanded, so that a file does not hold them. */
  #blank(count: Tensor, shape: readonly number[]): Tensor {
    const { builder } = recording();
    const zero = valueOf(blank([], this.dtype));
    const [length = 0] = exampleNumbers(count);
    if (!isSymbolic(count)) return toTensor(expand(builder, zero, [length, ...shape]));
    const sizes = concat(builder, [toSizes(builder, count), builder.ints(shape)], 0);
    const type = { dtype: zero.dtype, shape: [length, ...shape] };
    return toTensor(builder.op('Expand', [zero, sizes], {}, type));
  }

  #shape(given: readonly number[] | undefined): readonly number[] {
    const shape = this.elementShape ?? given;
    if (shape && shape.every((size) => size >= 0)) return shape;
    throw new ExportError('bad-model', 'a list is read before the shape of its items is known');
  }
}

/** What an item is where nothing was set: zeros, or empty texts. */
const blank = (shape: number[], dtype: DataType): Tensor =>
  dtype === 'string' ? fill(shape, '') : zeros(shape, dtype);
