/** Tensors that are wanted after the gradient that computed them has cleaned up. */
import * as tf from '@tensorflow/tfjs';

export class Kept<Name extends string> {
  readonly #tensors = new Map<Name, tf.Tensor>();

  /** @returns the tensor itself */
  keep<T extends tf.Tensor>(name: Name, tensor: T): T {
    this.#tensors.set(name, tf.keep(tensor.clone()));
    return tensor;
  }

  keepAll(tensors: Readonly<Partial<Record<Name, tf.Tensor>>>): void {
    for (const [name, tensor] of Object.entries<tf.Tensor | undefined>(tensors)) {
      if (tensor) this.keep(name as Name, tensor);
    }
  }

  get(name: Name): tf.Tensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new RangeError(`${name}: was not kept`);
    return tensor;
  }

  /** Everything that was kept, by name. */
  all(): Record<string, tf.Tensor> {
    return Object.fromEntries(this.#tensors);
  }

  /** Ends what nobody else will. */
  dispose(): void {
    tf.dispose(this.all());
    this.#tensors.clear();
  }
}
