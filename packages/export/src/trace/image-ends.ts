/**
 * The ends of a graph, where images come in and out: their layout, the ranges of their values, and
 * bytes in place of numbers. The metadata say what a file has.
 */
import type { Graph } from '@ganport/graph';
import { byteInput, channelsFirst } from '@ganport/graph/passes';
import { ExportError } from '../errors.ts';
import type { TensorSpec } from './tensor-spec.ts';

/** Smallest and largest value by the name of an input or output. */
export type ValueRanges = Readonly<Record<string, readonly [number, number]>>;

/** The layout of images, at a graph's ends. */
export type ImageLayout = 'nhwc' | 'nchw';

export interface ImageOptions {
  /**
   * 'nchw' gives the inputs and outputs with four axes the layout NCHW, and says so in the metadata
   * (`ganport.layout.NAME`). 'nhwc', tfjs's own, by default.
   */
  readonly layout?: ImageLayout;
  /** Ranges of values by input or output name, for the file's metadata (`ganport.range.NAME`). */
  readonly ranges?: ValueRanges;
  /**
   * The image input that takes uint8, pixels as image files have them; `true` for the only one. The
   * graph scales bytes to the input's range in `ranges`, and the metadata name that range
   * (`ganport.uint8.NAME`). An int32 input takes bytes as they are.
   */
  readonly uint8Input?: string | true;
}

type Inputs = Readonly<Record<string, TensorSpec>>;

interface Ends {
  readonly graph: Graph;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A change of the ends, with what it adds to the metadata. */
type EndsChange = (graph: Graph) => Ends;

/**
 * What the options make of a graph's ends.
 *
 * @throws ExportError 'bad-argument' for bytes without an image input, without a name where several
 * are there, or without a range, and for a range that is none
 */
export function imageEnds(inputs: Inputs, options: ImageOptions): EndsChange {
  const { layout = 'nhwc', ranges = {}, uint8Input } = options;
  const ranged = Object.entries(ranges).map(([name, range]) => {
    checkRange(name, range);
    return [`ganport.range.${name}`, range.join(' ')] as const;
  });
  const bytes = uint8Input === undefined ? undefined : byteEnd(inputs, uint8Input, ranges);
  return (graph) => {
    const laid = layout === 'nchw' ? channelsFirst(graph) : graph;
    const images = [...laid.inputs, ...laid.outputs].filter(({ shape }) => shape.length === 4);
    const layouts = images.map(({ name }) => [`ganport.layout.${name}`, 'NCHW'] as const);
    return {
      graph: bytes ? byteInput(laid, bytes.name, bytes.range) : laid,
      metadata: {
        ...Object.fromEntries([...ranged, ...(layout === 'nchw' ? layouts : [])]),
        ...(bytes && {
          [`ganport.range.${bytes.name}`]: '0 255',
          [`ganport.uint8.${bytes.name}`]: bytes.meaning,
        }),
      },
    };
  };
}

/** The layout that tfjs has images in, for the image inputs of a model. */
export function imageLayouts(inputs: Inputs): Record<string, string> {
  const images = Object.entries(inputs).filter(([, { shape }]) => shape.length === 4);
  return Object.fromEntries(images.map(([name]) => [`ganport.layout.${name}`, 'NHWC']));
}

function byteEnd(inputs: Inputs, given: string | true, ranges: ValueRanges) {
  const names = Object.keys(inputs).filter((name) => isImage(inputs[name]));
  const name = given === true ? names[0] : given;
  if (name === undefined) {
    throw refusal(`no input is an image (float32 or int32, four axes): leave uint8 input out`);
  }
  if (given === true && names.length > 1) {
    throw refusal(`the inputs ${names.join(', ')} are images: name the one that takes uint8`);
  }
  if (!names.includes(name)) {
    const images = names.join(', ') || 'none';
    throw refusal(`input ${name} is no image that can take uint8; those that can: ${images}`);
  }
  const isInteger = inputs[name]?.dtype === 'int32';
  const range = ranges[name] ?? (isInteger ? ([0, 255] as const) : undefined);
  if (!range) {
    throw refusal(
      `input ${name}: nothing says which numbers the bytes 0 and 255 are: give its range, for example { ranges: { ${name}: [-1, 1] } } or --input-range ${name}=-1..1`,
    );
  }
  if (isInteger && range.join() !== '0,255') {
    throw refusal(`input ${name} is int32, which bytes are only cast to: its range is 0 to 255`);
  }
  return { name, range, meaning: isInteger ? 'int32' : range.join(' ') };
}

function isImage({ shape, dtype = 'float32' }: TensorSpec = { shape: [] }): boolean {
  return shape.length === 4 && dtype !== 'bool';
}

function checkRange(name: string, [min, max]: readonly [number, number]): void {
  if (min < max && Number.isFinite(max - min)) return;
  throw refusal(
    `the range of ${name} is from ${min} to ${max}: give a smaller and a larger number`,
  );
}

function refusal(message: string): ExportError {
  return new ExportError('bad-argument', message);
}
