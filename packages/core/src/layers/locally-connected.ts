/**
 * A locally connected layer: a convolution whose kernel is another one at each place. The values under the
 * windows are gathered with the places first and the samples last, so that the elements of a window are
 * the rows of a matrix, and one matrix product a place multiplies them by the weights. Gathering is a
 * linear map whose transposed map gathers too, so derivatives of every order are correct, and no tensor
 * is transposed but the input and the output, as matrices.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';
import { linearMap } from './linear-map.ts';
import { oneShape, oneTensor } from './single-input.ts';

export interface LocallyConnectedOptions {
  /** Height and width of the window. */
  readonly kernel: number;
  /** 1 by default. */
  readonly stride?: number;
  /** Zeros around the input; none by default. */
  readonly padding?: number;
  /** True by default. */
  readonly useBias?: boolean;
}

/** The options with their defaults. */
type Settings = Required<LocallyConnectedOptions> & { readonly filters: number };

/** Rows of numbers, [rows, channels, batch]. */
type Rows = tf.Tensor3D;

/** What the windows of a layer cover. */
interface Windows {
  /** The pixels of the padded input. */
  readonly pixels: number;
  /** [places · window], the pixel of the padded input that each element of each window covers. */
  readonly covered: Int32Array;
  /** [pixels · most], the elements that cover each pixel; their number stands for none. */
  readonly covering: Int32Array;
}

/** @param input height and width of the padded input; @param output those of the output */
function windowsOf(
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [number, number],
  { kernel, stride }: Settings,
): Windows {
  const covered: number[] = [];
  const covering: number[][] = Array.from({ length: height * width }, () => []);
  for (let place = 0; place < rows * columns; place++) {
    const top = stride * Math.floor(place / columns);
    const left = stride * (place % columns);
    for (let element = 0; element < kernel * kernel; element++) {
      const y = top + Math.floor(element / kernel);
      const pixel = y * width + left + (element % kernel);
      covering[pixel]?.push(covered.length);
      covered.push(pixel);
    }
  }
  const most = Math.max(...covering.map(({ length }) => length));
  const none = covered.length;
  return {
    pixels: height * width,
    covered: Int32Array.from(covered),
    covering: Int32Array.from(
      covering.flatMap((elements) => [
        ...elements,
        ...Array<number>(most - elements.length).fill(none),
      ]),
    ),
  };
}

/** The rows under each element of each window. */
function gathered(rows: Rows, windows: Windows): Rows {
  return linearMap<Rows>(
    (x) => tf.gather(x, tf.tensor1d(windows.covered, 'int32')),
    (dy) => scattered(dy, windows),
  )(rows);
}

/** The transposed map: each pixel sums the elements that cover it. */
function scattered(elements: Rows, windows: Windows): Rows {
  return linearMap<Rows>(
    (x) => {
      const [, channels] = x.shape;
      const padded = tf.concat([x, tf.zerosLike(x.slice(0, 1))]);
      const terms = tf.gather(padded, tf.tensor1d(windows.covering, 'int32'));
      const most = windows.covering.length / windows.pixels;
      return terms
        .reshape([windows.pixels, most, -1])
        .sum(1)
        .reshape<Rows>([windows.pixels, channels, -1]);
    },
    (dy) => gathered(dy, windows),
  )(elements);
}

interface LocallyConnectedConfig extends LocallyConnectedOptions {
  readonly name: string;
  readonly filters: number;
}

class LocallyConnected extends tf.layers.Layer {
  static readonly className = 'LocallyConnected';
  readonly #settings: Settings;
  #windows: Windows | undefined;
  #kernels: tf.LayerVariable | undefined;
  #bias: tf.LayerVariable | undefined;

  constructor(config: LocallyConnectedConfig) {
    const { filters, kernel, stride = 1, padding = 0, useBias = true, ...rest } = config;
    super(rest);
    this.#settings = { filters, kernel, stride, padding, useBias };
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { filters, kernel, padding, useBias } = this.#settings;
    const [, height, width, channels] = oneShape(inputShape);
    const [, rows, columns] = this.computeOutputShape(inputShape) as number[];
    if (!height || !width || !channels || !rows || !columns) {
      const message = `${this.name}: a window of ${kernel} × ${kernel} needs images of a known size, not smaller than it (got ${height} × ${width} × ${channels})`;
      throw new CoreError('bad-argument', message);
    }
    this.#windows = windowsOf(
      [height + 2 * padding, width + 2 * padding],
      [rows, columns],
      this.#settings,
    );
    const zeros = tf.initializers.zeros();
    const places = rows * columns;
    const shape = [places, kernel * kernel * channels, filters];
    this.#kernels = this.addWeight('kernels', shape, 'float32', zeros);
    if (useBias) this.#bias = this.addWeight('bias', [rows, columns, filters], 'float32', zeros);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { filters, kernel, padding } = this.#settings;
      const windows = this.#windows as Windows;
      const around: [number, number] = [padding, padding];
      const none: [number, number] = [0, 0];
      const images = tf.pad(oneTensor(inputs) as tf.Tensor4D, [none, around, around, none]);
      const [, height, width, channels] = images.shape;
      const [, rows = 0, columns = 0] = this.computeOutputShape(
        oneTensor(inputs).shape,
      ) as number[];
      const pixels = images
        .reshape<tf.Tensor2D>([-1, height * width * channels])
        .transpose()
        .reshape<Rows>([height * width, channels, -1]);
      const places = rows * columns;
      const elements = gathered(pixels, windows).reshape([places, kernel * kernel * channels, -1]);
      const kernels = (this.#kernels as tf.LayerVariable).read();
      const products = tf.matMul(kernels, elements, true);
      const y = this.#bias
        ? products.add(this.#bias.read().reshape([places, filters, 1]))
        : products;
      return y
        .reshape<tf.Tensor2D>([places * filters, -1])
        .transpose()
        .reshape([-1, rows, columns, filters]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const { filters, kernel, stride, padding } = this.#settings;
    const [batch = null, height, width] = oneShape(inputShape);
    const places = (side: number | null | undefined) =>
      side ? Math.max(0, Math.floor((side + 2 * padding - kernel) / stride) + 1) : null;
    return [batch, places(height), places(width), filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#settings };
  }
}
tf.serialization.registerClass(LocallyConnected);

/**
 * A locally connected layer: [batch, height, width, c] → [batch, rows, columns, filters], without shared
 * weights. Its weights are `kernels` [places, kernel · kernel · c, filters] and `bias` [rows, columns, filters].
 * Images smaller than the window are refused with CoreError 'bad-argument' when the layer is built.
 *
 * @example
 * layers.locallyConnected('local_1', 8, { kernel: 5, stride: 2, padding: 1 })
 */
export function locallyConnected(
  name: string,
  filters: number,
  options: LocallyConnectedOptions,
): tf.layers.Layer {
  return new LocallyConnected({ name, filters, ...options });
}
