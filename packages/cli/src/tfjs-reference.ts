/** A tfjs model as a reference, on tfjs's current backend. */
import { layersModelReference, type Reference } from '@ganport/parity';
import { tf } from './tfjs.ts';

/** As layersModelReference, for models without weights too. */
export function tfjsReference(model: tf.LayersModel): Reference {
  return layersModelReference(model, (data, shape, dtype) =>
    // Any typed array of the element type, which the types of tf.tensor do not express.
    tf.tensor(data as Float32Array, shape, dtype as 'float32'),
  );
}
