/**
 * Reflection padding. tfjs's mirrorPad computes the right values, and an exported model has one Pad in
 * its place, but its gradient only crops. Here the gradient of a reflected pixel is added to the pixel
 * that it reflects. Each of the two maps is the gradient of the other, so derivatives of any order are
 * correct.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';
import { linearMap, type Images } from './linear-map.ts';
import { oneShape, oneTensor } from './single-input.ts';

/** [batch, height, width, channels] with `size` more rows and columns on each side. */
function reflect(images: Images, size: number): Images {
  const around: [number, number] = [size, size];
  const none: [number, number] = [0, 0];
  return linearMap(
    (x) => tf.mirrorPad(x, [none, around, around, none], 'reflect'),
    (dy) => folded(dy, size),
  )(images);
}

/** The transposed map: margins are added to the rows and columns that they reflect. */
function folded(images: Images, size: number): Images {
  return linearMap(
    (x) => foldedAlong(foldedAlong(x, size, 1), size, 2),
    (dy) => reflect(dy, size),
  )(images);
}

function foldedAlong(x: Images, size: number, axis: 1 | 2): Images {
  const inner = x.shape[axis] - 2 * size;
  const part = (begin: number, count: number) => {
    const from = [0, 0, 0, 0];
    const counts = [...x.shape];
    from[axis] = begin;
    counts[axis] = count;
    return tf.slice(x, from, counts);
  };
  /** A margin, reversed, at its place among the inner rows (or columns). */
  const back = (begin: number, before: number) => {
    const paddings = x.shape.map((_, i): [number, number] =>
      i === axis ? [before, inner - size - before] : [0, 0],
    );
    return tf.pad(tf.reverse(part(begin, size), axis), paddings);
  };
  // Rows are reflected about row 0 and the last row, which are not repeated.
  return part(size, inner)
    .add(back(0, 1))
    .add<Images>(back(size + inner, inner - 1 - size));
}

class ReflectPad extends tf.layers.Layer {
  static readonly className = 'ReflectPad';
  readonly #size: number;

  constructor({ size, ...rest }: { name: string; size: number }) {
    super(rest);
    this.#size = size;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs) as Images;
      const [, height, width] = x.shape;
      if (Math.min(height, width) <= this.#size) {
        const message = `${this.name}: ${this.#size} rows cannot be reflected in an image of ${height} × ${width}; use larger images or fewer layers that halve them`;
        throw new CoreError('data-mismatch', message);
      }
      return reflect(x, this.#size);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, height, width, channels = null] = oneShape(inputShape);
    const padded = (size: number | null | undefined) => (size ? size + 2 * this.#size : null);
    return [batch, padded(height), padded(width), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), size: this.#size };
  }
}
tf.serialization.registerClass(ReflectPad);

/**
 * Reflection padding of images [batch, height, width, channels]. Images that are not larger than
 * `size` are refused with CoreError 'data-mismatch' when the layer is applied.
 *
 * @param size rows and columns that are added on each side
 * @example
 * layers.reflectPad('pad', 3)
 */
export function reflectPad(name: string, size: number): tf.layers.Layer {
  return new ReflectPad({ name, size });
}
