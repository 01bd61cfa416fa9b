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

/** Column i of the result is column i − shift, reflected at both ends. @param shift int32 [1] */
function shuffled(waves: Images, shift: tf.Tensor): Images {
  return linearMap(
    (x) => {
      const last = x.shape[2] - 1;
      const from = columns(x).sub(shift).abs();
      return tf.gather(x, from.sub(last).abs().neg().add(last).toInt() as tf.Tensor1D, 2);
    },
    (dy, [saved]) => folded(dy, saved as tf.Tensor),
    [shift],
  )(waves);
}

/** The transposed map: column j sums the columns that were taken from it, at most one of each kind. */
function folded(waves: Images, shift: tf.Tensor): Images {
  return linearMap(
    (x) => {
      const last = x.shape[2] - 1;
      const at = columns(x);
      const ends = [at.greater(0), at.less(last)];
      const direct = taken(x, at.add(shift));
      const left = taken(x, shift.sub(at), ends[0]);
      const right = taken(x, shift.add(2 * last).sub(at), ends[1]);
      return tf.addN<Images>([direct, left, right]);
    },
    (dy, [saved]) => shuffled(dy, saved as tf.Tensor),
    [shift],
  )(waves);
}

const columns = (x: Images) => tf.range(0, x.shape[2], 1, 'int32');

/** The columns at `places`, zero where a place is outside or not allowed. */
function taken(x: Images, places: tf.Tensor, allowed?: tf.Tensor): Images {
  const last = x.shape[2] - 1;
  const inside = places.greaterEqual(0).logicalAnd(places.lessEqual(last));
  const mask = (allowed ? inside.logicalAnd(allowed) : inside).toFloat().reshape([1, 1, -1, 1]);
  return tf.gather(x, places.clipByValue(0, last).toInt() as tf.Tensor1D, 2).mul<Images>(mask);
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
      return shuffled(x, shift.toInt());
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
