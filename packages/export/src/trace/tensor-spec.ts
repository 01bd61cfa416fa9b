/** The type of an input of a traced function. */
import type { Dim } from '@ganport/graph';

/** An input of a traced function. A string in the shape is a symbolic size. */
export interface TensorSpec {
  readonly shape: readonly Dim[];
  /** float32 by default. */
  readonly dtype?: 'float32' | 'int32' | 'bool' | 'string';
}
