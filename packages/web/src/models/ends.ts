/** What an ONNX file declares of the images at its ends: their layout and the values of black and white. */
import { valueRangeOf } from '@ganport/graph/internal';
import { WebError } from '../errors.ts';
import type { Metadata } from '../metadata.ts';

/** An input or output; a text is a size that stays open. */
export interface End {
  readonly name: string;
  readonly dtype: string;
  readonly dims: readonly (number | string)[];
}

/** The inputs and outputs of a model, in the file's order. */
export interface Ends {
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
}

export type Layout = 'NHWC' | 'NCHW';
export type ValueRange = readonly [min: number, max: number];

/** The values that are black and white: `ganport.range.NAME`, else −1 and 1. */
export function rangeOf(metadata: Metadata, name: string): ValueRange {
  return valueRangeOf({ metadata }, name) ?? [-1, 1];
}

/** The layout that the file names; undefined where it names none. */
export function declaredLayout(metadata: Metadata, name: string): Layout | undefined {
  const text = metadata[`ganport.layout.${name}`];
  return text === 'NHWC' || text === 'NCHW' ? text : undefined;
}

/** `float32[batch, 100]`, for messages. */
export function signature({ dtype, dims }: End): string {
  return `${dtype}[${dims.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]`;
}

export function unsuitable(message: string): WebError {
  return new WebError('unsuitable-model', message);
}
