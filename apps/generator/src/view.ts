/** What the views of all roles have. */

/** What a view has for its next model: after another provider was chosen. */
export interface View<M> {
  readonly name: string;
  readonly onError: (thrown: unknown) => void;
  readonly model: M;
}
