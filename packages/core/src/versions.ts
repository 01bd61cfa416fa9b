/** Versions of what computes a run, for the headers of its checkpoints. */
import * as tf from '@tensorflow/tfjs';

export const versions: Readonly<Record<string, string>> = {
  ganport: '0.1.0',
  tfjs: tf.version.tfjs,
  node: process.versions.node,
};
