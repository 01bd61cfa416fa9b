/** What a file says of its images in the metadata: the layout of inputs, and ranges of values. */
import type { TensorSpec } from './trace-function.ts';

/** Smallest and largest value by the name of an input or output. */
export type ValueRanges = Readonly<Record<string, readonly [number, number]>>;

export function imageMetadata(
  inputs: Readonly<Record<string, TensorSpec>>,
  ranges: ValueRanges,
): Record<string, string> {
  const images = Object.entries(inputs).filter(([, { shape }]) => shape.length === 4);
  return Object.fromEntries([
    ...images.map(([name]) => [`ganport.layout.${name}`, 'NHWC']),
    ...Object.entries(ranges).map(([name, range]) => [`ganport.range.${name}`, range.join(' ')]),
  ]) as Record<string, string>;
}
