/** Retained tensors: tensors that outlive the gradient computation in which they are made. */
import * as tf from '#tfjs';

/** Copies of tensors by name, until they are disposed or reported as metrics. */
export class RetainedTensors<Name extends string> {
  readonly #tensors = new Map<Name, tf.Tensor>();

  /** Retains a copy of a tensor. @returns the tensor itself */
  retain<T extends tf.Tensor>(name: Name, tensor: T): T {
    this.#tensors.set(name, tf.keep(tensor.clone()));
    return tensor;
  }

  retainAll(tensors: Readonly<Partial<Record<Name, tf.Tensor>>>): void {
    for (const [name, tensor] of Object.entries<tf.Tensor | undefined>(tensors)) {
      if (tensor) this.retain(name as Name, tensor);
    }
  }

  /** @throws RangeError where no tensor of this name is retained */
  get(name: Name): tf.Tensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new RangeError(`${name}: no such tensor is retained`);
    return tensor;
  }

  /** All tensors by name. */
  all(): Record<string, tf.Tensor> {
    return Object.fromEntries(this.#tensors);
  }

  dispose(): void {
    tf.dispose(this.all());
    this.#tensors.clear();
  }
}
