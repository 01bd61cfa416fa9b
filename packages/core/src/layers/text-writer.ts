/**
 * A writer of text (Nie et al. 2019, RelGAN, section 2.1): a relational memory that reads the character
 * before and draws the next one. The draw is the largest of the logits with Gumbel noise, which is a draw
 * from their softmax. In training the output is the softmax of logits and noise times the temperature β,
 * which has gradients; the character that the memory reads next is the drawn one. In inference the output
 * is the drawn character, one-hot.
 *
 * The writer is the cell of tfjs's recurrent layer, which becomes a Scan in an ONNX file: the batch stays
 * open, and the file does not grow with the line.
 */
import * as tf from '#tfjs';
import { CoreError } from '../errors.ts';
import { detached } from './gradients.ts';
import {
  firstMemory,
  memoryWeights,
  updateMemory,
  type MemorySizes,
  type MemoryWeight,
} from './relational-memory.ts';
import { channelsOf, type CallArguments } from './single-input.ts';

export interface TextWriterOptions extends MemorySizes {
  /** The numbers that stand for a character as an input. */
  readonly embedding: number;
}

interface TextWriterConfig extends TextWriterOptions {
  readonly name: string;
}

/** The weights beside those of the memory. */
type OwnWeight = 'embedding/kernel' | 'logits/kernel' | 'logits/bias' | 'temperature';

class TextWriterCell extends tf.layers.Layer {
  static readonly className = 'TextWriterCell';
  readonly #options: TextWriterOptions;
  readonly #weights = new Map<string, tf.LayerVariable>();
  #characters = 0;

  constructor({ slots, heads, headSize, embedding, ...rest }: TextWriterConfig) {
    super(rest);
    this.#options = { slots, heads, headSize, embedding };
  }

  /** The numbers of a memory. */
  get #memory(): number {
    const { slots, heads, headSize } = this.#options;
    return slots * heads * headSize;
  }

  /** The character before, and how far the memory is from the first one: both begin as zeros. */
  get stateSize(): number[] {
    return [this.#characters, this.#memory];
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.#characters = channelsOf(this, inputShape);
    const { embedding } = this.#options;
    const shapes: Readonly<Record<string, readonly number[]>> = {
      'embedding/kernel': [this.#characters, embedding],
      ...memoryWeights(this.#options, embedding),
      'logits/kernel': [this.#memory, this.#characters],
      'logits/bias': [this.#characters],
    };
    for (const [name, shape] of Object.entries(shapes)) {
      const initial = name.endsWith('/gamma') ? tf.initializers.ones() : tf.initializers.zeros();
      this.#weights.set(name, this.addWeight(name, [...shape], 'float32', initial));
    }
    const one = tf.initializers.ones();
    // Not trainable: a schedule changes it.
    const temperature = this.addWeight('temperature', [], 'float32', one, undefined, false);
    this.#weights.set('temperature', temperature);
    this.built = true;
  }

  #read(name: MemoryWeight | OwnWeight): tf.Tensor {
    return (this.#weights.get(name) as tf.LayerVariable).read();
  }

  /**
   * One character further.
   *
   * @param before the character before, one-hot [batch, characters]; zeros before the first
   * @param state [batch, memory]
   */
  advance(before: tf.Tensor, state: tf.Tensor): { logits: tf.Tensor; state: tf.Tensor } {
    const { slots, heads, headSize } = this.#options;
    const first = firstMemory(this.#options);
    const memory = state
      .reshape<tf.Tensor3D>([-1, slots, heads * headSize])
      .add<tf.Tensor3D>(first);
    const input = before.matMul(this.#read('embedding/kernel'));
    const next = updateMemory(
      this.#options,
      (name) => this.#read(name),
      memory,
      input as tf.Tensor2D,
    );
    const flat = next.reshape([-1, this.#memory]);
    return {
      logits: flat.matMul(this.#read('logits/kernel')).add(this.#read('logits/bias')),
      state: next.sub(first).reshape([-1, this.#memory]),
    };
  }

  /** [noise, character before, state] → [output, character, state] */
  override call(inputs: tf.Tensor | tf.Tensor[], { training }: CallArguments): tf.Tensor[] {
    return tf.tidy(() => {
      const [noise, before, state] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
      const next = this.advance(before, state);
      const scores = next.logits.add(noise);
      const drawn = detached(() => tf.oneHot(scores.argMax(-1), this.#characters).toFloat());
      const output = training ? tf.softmax(scores.mul(this.#read('temperature'))) : drawn;
      return [output, drawn, next.state];
    });
  }

  override computeOutputShape([batch = null]: tf.Shape): tf.Shape {
    return [batch, this.#characters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#options };
  }
}
tf.serialization.registerClass(TextWriterCell);

/**
 * A writer: Gumbel noise [batch, length, characters] → text [batch, length, characters]. Its weight
 * `temperature` is β, 1 at first.
 *
 * @example
 * layers.textWriter('text', { slots: 1, heads: 2, headSize: 256, embedding: 32 })
 */
export function textWriter(name: string, options: TextWriterOptions): tf.layers.Layer {
  const cell = new TextWriterCell({ name: `${name}_cell`, ...options });
  // tfjs's type wants its own class of cells, which it does not export.
  return tf.layers.rnn({ name, cell: cell as never, returnSequences: true });
}

/**
 * The logits of every character of lines, each given the characters before it.
 *
 * @param model has a text writer
 * @param lines one-hot [batch, length, characters]
 * @returns [batch, length, characters]
 * @throws CoreError 'bad-argument' for a model without a text writer
 */
export function logitsOfText(model: tf.LayersModel, lines: tf.Tensor3D): tf.Tensor3D {
  const cells = model.layers.map((layer) => (layer as { cell?: unknown }).cell);
  const cell = cells.find((each) => each instanceof TextWriterCell);
  if (!cell) {
    const message = `${model.name}: has no text writer, so the likelihood of text is not known; pre-training needs layers.textWriter`;
    throw new CoreError('bad-argument', message);
  }
  return tf.tidy(() => {
    const [batch, length, characters] = lines.shape;
    const [, memory = 0] = cell.stateSize;
    // Nothing comes before the first character.
    const shifted = tf.concat(
      [tf.zeros([batch, 1, characters]), lines.slice([0, 0, 0], [-1, length - 1, -1])],
      1,
    );
    let state: tf.Tensor = tf.zeros([batch, memory]);
    const logits = tf.unstack(shifted, 1).map((before) => {
      const next = cell.advance(before, state);
      ({ state } = next);
      return next.logits;
    });
    return tf.stack(logits, 1) as tf.Tensor3D;
  });
}
