/** An image through a translator, tile by tile; transparency goes around the network. */
import {
  type AxisTiles,
  mapTiles,
  tileAxis,
  type Tiled,
  withChannels,
} from '@ganport/core/internal';
import type { HostTensor, Session } from '@ganport/runtime';
import { messageOf, WebError } from '../errors.ts';
import { unsuitable, type ValueRange } from '../models/ends.ts';
import { type AxisSizes, type ImageEnd, type ImageSpec, spatial } from '../models/image-spec.ts';
import type { Picture } from '../pictures/picture.ts';
import type { Progress, Replies, Requests } from './protocol.ts';

/** The most pixels of an image that goes in. */
const MOST_PIXELS = 2 ** 25;

const unitRange: ValueRange = [-1, 1];

type Pixels = Parameters<typeof mapTiles>[0];

/** @throws WebError 'bad-picture', 'unsuitable-model'; RuntimeError */
export async function translatePicture(
  session: Pick<Session, 'run'>,
  spec: ImageSpec,
  { image, tile, overlap }: Requests['translate'],
  onProgress: Progress,
): Promise<Replies['translate']> {
  const { width, height, rgba } = await decoded(image, spec);
  const opaque = withChannels({ width, height, channels: 4, data: asBytes(rgba) }, 3);
  const axis = (sizes: AxisSizes, size: number): AxisTiles =>
    'fixed' in sizes
      ? tileAxis(size, { tile: size, overlap: 0, multiple: 1 })
      : tileAxis(size, { tile, overlap: Math.min(overlap, tile / 2), multiple: sizes.multiple });
  let milliseconds = 0;
  const result = await mapTiles(withChannels(opaque, spec.channels), {
    rows: axis(spec.height, height),
    columns: axis(spec.width, width),
    run: async (values, tileHeight, tileWidth) => {
      const start = performance.now();
      const made = await runTile(session, spec, values, [tileHeight, tileWidth, spec.channels]);
      milliseconds += performance.now() - start;
      return made;
    },
    onTile: onProgress,
  });
  return { picture: withAlpha(result, rgba), milliseconds };
}

const asBytes = ({ buffer }: Uint8ClampedArray<ArrayBuffer>) => new Uint8Array(buffer);

/** The image as pixels, in the size that the model fixes. */
async function decoded(image: Blob | Picture, spec: ImageSpec): Promise<Picture> {
  const [wantedHeight, wantedWidth] = [spec.height, spec.width].map((sizes) =>
    'fixed' in sizes ? sizes.fixed : undefined,
  );
  const source = image instanceof Blob ? image : new ImageData(image.rgba, image.width);
  const bitmap = await createImageBitmap(source).catch((cause: unknown) => {
    const line = `the picture cannot be read (${messageOf(cause)}); choose a PNG, JPEG, WebP or AVIF file`;
    throw new WebError('bad-picture', line, { cause });
  });
  const [height, width] = [wantedHeight ?? bitmap.height, wantedWidth ?? bitmap.width];
  const isSame = height === bitmap.height && width === bitmap.width;
  try {
    if (bitmap.width * bitmap.height > MOST_PIXELS) {
      const line = `the picture has ${bitmap.width} × ${bitmap.height} pixels; choose one of at most 33 million`;
      throw new WebError('bad-picture', line);
    }
    // Canvases round colors where there is transparency; pixels that are given stay as they are.
    if (isSame && !(image instanceof Blob)) return image;
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: true,
    });
    if (!context) throw new WebError('bad-picture', 'the browser has no memory for the picture');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, rgba: data };
  } finally {
    bitmap.close();
  }
}

type Size = readonly [height: number, width: number, channels: number];

/** @throws WebError 'unsuitable-model' when the size changes */
async function runTile(
  session: Pick<Session, 'run'>,
  { input, output }: ImageSpec,
  values: Float32Array,
  size: Size,
): Promise<Tiled> {
  const data = channelsTo(toRange(values, unitRange, input.range), size, input);
  const [height, width, channels] = size;
  const dims =
    input.layout === 'NHWC' ? [1, height, width, channels] : [1, channels, height, width];
  const results = await session.run({ [input.name]: { dtype: 'float32', dims, data } }, [
    output.name,
  ]);
  const result = results[output.name] as HostTensor; // It was asked for.
  const made = spatial(result.dims, output.layout) as [number, number, number];
  const isColor = made[2] === 3;
  if (made[0] !== height || made[1] !== width || !(isColor || made[2] === 1)) {
    throw unsuitable(
      `this model makes [${result.dims.join(', ')}] of an image of ${height} × ${width}; a translator keeps the size`,
    );
  }
  const last = channelsFrom(result.data as Float32Array, made, output);
  return { values: toRange(last, output.range, unitRange), channels: isColor ? 3 : 1 };
}

/** From channels last to the layout of an input. */
function channelsTo(values: Float32Array, size: Size, { layout }: ImageEnd): Float32Array {
  return layout === 'NHWC' ? values : reordered(values, size, (first, last) => [first, last]);
}

/** From the layout of an output to channels last. */
function channelsFrom(values: Float32Array, size: Size, { layout }: ImageEnd): Float32Array {
  return layout === 'NHWC' ? values : reordered(values, size, (first, last) => [last, first]);
}

/** @param place where a value goes, and where it comes from, of its places with channels first and last */
function reordered(
  values: Float32Array,
  [height, width, channels]: Size,
  place: (first: number, last: number) => readonly [to: number, from: number],
): Float32Array {
  const area = height * width;
  const result = new Float32Array(values.length);
  for (let pixel = 0; pixel < area; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      const [to, from] = place(channel * area + pixel, pixel * channels + channel);
      result[to] = values[from] as number; // In range: both have area × channels places.
    }
  }
  return result;
}

function toRange(
  values: Float32Array,
  [fromMin, fromMax]: ValueRange,
  [toMin, toMax]: ValueRange,
): Float32Array {
  if (fromMin === toMin && fromMax === toMax) return values;
  const scale = (toMax - toMin) / (fromMax - fromMin);
  return values.map((value) => scale * (value - fromMin) + toMin);
}

/** The result in colors, with the transparency of the image. */
function withAlpha(result: Pixels, image: Uint8ClampedArray): Picture {
  const { width, height, data } = withChannels(result, 3);
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    rgba.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
    rgba[4 * i + 3] = image[4 * i + 3] as number; // In range: both are of one size.
  }
  return { width, height, rgba };
}
