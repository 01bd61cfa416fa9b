/**
 * tfjs as the command line uses it: without its advice to install tfjs-node, which is doctor's to
 * give. What computes is ONNX Runtime, or the backend that the user asks for.
 */
import * as tf from '@tensorflow/tfjs';

tf.enableProdMode();

export { tf };
