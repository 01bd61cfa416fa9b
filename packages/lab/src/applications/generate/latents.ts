/** What a generator is given: noise, and for each vector the class that is wanted. */

export interface Latents {
  /** [count, latent]. */
  readonly noise: Float32Array;
  /** The number of a class for each vector, for generators that are told it. */
  readonly labels?: Int32Array;
}
