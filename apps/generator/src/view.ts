/** What the views of all kinds of models have. */
import type { ImageModel, NoiseModel } from '@ganport/web/internal';

/** What a view has for the next model of its kind: after another provider was chosen. */
export interface View<M extends NoiseModel | ImageModel> {
  readonly name: string;
  readonly onError: (thrown: unknown) => void;
  readonly model: M;
}
