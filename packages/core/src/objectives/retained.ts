/** Tensors that outlive the gradient computation that made them. */
import * as tf from '@tensorflow/tfjs';

export class RetainedTensors<Name extends string> {
  readonly #tensors = new Map<Name, tf.Tensor>();

  /** @returns the tensor itself */
  retain<T extends tf.Tensor>(name: Name, tensor: T): T {
    this.#tensors.set(name, tf.keep(tensor.clone()));
    return tensor;
  }

  retainAll(tensors: Readonly<Partial<Record<Name, tf.Tensor>>>): void {
    for (const [name, tensor] of Object.entries<tf.Tensor | undefined>(tensors)) {
      if (tensor) this.retain(name as Name, tensor);
    }
  }

  /** @throws RangeError for a name under which nothing was retained */
  get(name: Name): tf.Tensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new RangeError(`${name}: was not retained`);
    return tensor;
  }

  /** Every tensor, by name. */
  all(): Record<string, tf.Tensor> {
    return Object.fromEntries(this.#tensors);
  }

  dispose(): void {
    tf.dispose(this.all());
    this.#tensors.clear();
  }
}
