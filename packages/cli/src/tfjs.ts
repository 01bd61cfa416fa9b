/**
 * tfjs in production mode, without its advice to install tfjs-node, which `ganport doctor` gives.
 * ONNX Runtime computes, or the backend that the user chooses.
 */
import * as tf from '#tfjs';

tf.enableProdMode();

export { tf };
