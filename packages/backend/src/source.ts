/** The numbers of a recorded value: known, being computed, or never to be known because of an error. */
import type { HostTensor } from '@ganport/runtime';

export class Source {
  #tensor: HostTensor | undefined;
  #failure: { readonly error: unknown } | undefined;
  readonly #coming: Promise<HostTensor> | undefined;

  private constructor(coming?: Promise<HostTensor>) {
    this.#coming = coming;
  }

  static known(tensor: HostTensor): Source {
    const source = new Source();
    source.#tensor = tensor;
    return source;
  }

  static failed(error: unknown): Source {
    const source = new Source();
    source.#failure = { error };
    return source;
  }

  static coming(promise: Promise<HostTensor>): Source {
    const source = new Source(promise);
    promise.then(
      (tensor) => (source.#tensor = tensor),
      (error: unknown) => (source.#failure = { error }),
    );
    return source;
  }

  /**
   * The numbers now; undefined while they are being computed.
   * @throws what the computation threw
   */
  peek(): HostTensor | undefined {
    if (this.#failure) throw this.#failure.error;
    return this.#tensor;
  }

  /** @throws what the computation threw */
  async ready(): Promise<HostTensor> {
    return this.peek() ?? (this.#coming as Promise<HostTensor>);
  }
}
