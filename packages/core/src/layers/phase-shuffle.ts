/**
 * Phase shuffle (Donahue et al. 2019, section 3.3): in training, the maps of a batch are moved along their
 * length by a drawn number of places, and the end that is left is filled by reflection. The discriminator
 * cannot tell generated sounds by the phase of their artifacts then. It is a gather with computed
 * indices, so no shape depends on the draw.
 */
import * as tf from '#tfjs';
import { inBlocks } from '@ganport/export/internal';
import { drawIntegers } from '../random/ambient.ts';
import { linearMap, type Images } from './linear-map.ts';
import { oneShape, oneTensor, type CallArguments } from './single-input.ts';

/** A move of at most `most` columns, in either direction. */
interface Move {
  readonly shift: tf.Tensor;
  readonly most: number;
}

/** Column i of the result is column i − shift, reflected at both ends. @param move its shift is int32 [1] */
function shuffled(waves: Images, { shift, most }: Move): Images {
  return linearMap(
    (x) => {
      const last = x.shape[2] - 1;
      const from = columns(0, x.shape[2]).sub(shift).abs();
      return gathered(x, from.sub(last).abs().neg().add(last));
    },
    (dy, [saved]) => folded(dy, { shift: saved as tf.Tensor, most }),
    [shift],
  )(waves);
}

/**
 * The transposed map: column j sums the columns that were taken from it. Those are one column, and near an
 * end of a long map one more, which was reflected there.
 */
function folded(waves: Images, { shift, most }: Move): Images {
  return linearMap(
    (x) => {
      const length = x.shape[2];
      const end = length - most - 1;
      if (end < most + 1) return atEnds(x, columns(0, length), shift);
      const middle = columns(most + 1, end);
      return tf.concat(
        [
          atEnds(x, columns(0, most + 1), shift),
          ...(middle.size > 0 ? [gathered(x, middle.add(shift))] : []),
          atEnds(x, columns(end, length), shift),
        ],
        2,
      );
    },
    (dy, [saved]) => shuffled(dy, { shift: saved as tf.Tensor, most }),
    [shift],
  )(waves);
}

/** Columns of the transposed map: the sum of a direct column and of those that each end reflects. */
function atEnds(x: Images, at: tf.Tensor, shift: tf.Tensor): Images {
  const last = x.shape[2] - 1;
  const direct = taken(x, at.add(shift));
  const left = taken(x, shift.sub(at), at.greater(0));
  const right = taken(x, shift.add(2 * last).sub(at), at.less(last));
  return tf.addN<Images>([direct, left, right]);
}

const columns = (begin: number, end: number) => tf.range(begin, end, 1, 'int32');

const gathered = (x: Images, places: tf.Tensor) => tf.gather(x, places.toInt() as tf.Tensor1D, 2);

/** The columns at `places`, zero where a place is outside or not allowed. */
function taken(x: Images, places: tf.Tensor, allowed?: tf.Tensor): Images {
  const last = x.shape[2] - 1;
  const inside = places.greaterEqual(0).logicalAnd(places.lessEqual(last));
  const mask = (allowed ? inside.logicalAnd(allowed) : inside).toFloat().reshape([1, 1, -1, 1]);
  return gathered(x, places.clipByValue(0, last)).mul<Images>(mask);
}

class PhaseShuffle extends tf.layers.Layer {
  static readonly className = 'PhaseShuffle';
  readonly #most: number;

  constructor({ most, ...rest }: { name: string; most: number }) {
    super(rest);
    this.#most = most;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: CallArguments): tf.Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs) as Images;
      // A map is reflected once at each end.
      const most = Math.min(this.#most, x.shape[2] - 1);
      if (!training || most === 0) return x.clone();
      const shift = inBlocks(0, () => drawIntegers([1], 2 * most + 1)).sub(most);
      return shuffled(x, { shift: shift.toInt(), most });
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return oneShape(inputShape);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), most: this.#most };
  }
}
tf.serialization.registerClass(PhaseShuffle);

/**
 * Phase shuffle of waves [batch, 1, length, channels], active in training only.
 *
 * @param most the largest move in either direction; one move is drawn for the whole batch
 * @example
 * layers.phaseShuffle('shuffle_1', 2)
 */
export function phaseShuffle(name: string, most: number): tf.layers.Layer {
  return new PhaseShuffle({ name, most });
}
