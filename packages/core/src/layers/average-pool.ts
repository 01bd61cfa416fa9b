/**
 * Average pooling by blocks that do not overlap. tfjs's averagePooling2d has no second derivative; sums of
 * reshaped images have all of them.
 */
import * as tf from '#tfjs';
import { oneShape, oneTensor } from './single-input.ts';

class AverageBlocks extends tf.layers.Layer {
  static readonly className = 'AverageBlocks';
  readonly #size: number;

  constructor({ size, ...rest }: { name: string; size: number }) {
    super(rest);
    this.#size = size;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const size = this.#size;
      const x = oneTensor(inputs) as tf.Tensor4D;
      const [, rows = 0, columns = 0, channels = 0] = this.computeOutputShape(x.shape) as number[];
      const whole = x.slice([0, 0, 0, 0], [-1, size * rows, size * columns, -1]);
      const overRows = whole.reshape([-1, size, size * columns * channels]).mean(1);
      const overColumns = overRows.reshape([-1, size, channels]).mean(1);
      return overColumns.reshape([-1, rows, columns, channels]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, height, width, channels = null] = oneShape(inputShape);
    const blocks = (side: number | null | undefined) =>
      side ? Math.floor(side / this.#size) : null;
    return [batch, blocks(height), blocks(width), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: this.#size };
  }
}
tf.serialization.registerClass(AverageBlocks);

/**
 * The mean of blocks of `size` × `size` pixels: [batch, height, width, c] → [batch, ⌊height / size⌋, ⌊width
 * / size⌋, c]. Rows and columns that fill no block are left out.
 *
 * @example
 * layers.averagePool('pool', 2)
 */
export function averagePool(name: string, size: number): tf.layers.Layer {
  return new AverageBlocks({ name, size });
}
