/** A tfjs model as a reference, on tfjs's current backend. */
import { layersModelReference, type Reference } from '@ganport/parity';
import { tf } from './tfjs.ts';

/** As layersModelReference, for models without weights and for inputs of any rank too. */
export function tfjsReference(model: tf.LayersModel): Reference {
  return layersModelReference(model, tf);
}
