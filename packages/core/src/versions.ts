/** The versions of the software that computes a run, for the headers of its checkpoints. */
import * as tf from '#tfjs';
import { version } from '@ganport/graph/internal';

export const versions: Readonly<Record<string, string>> = {
  ganport: version,
  tfjs: tf.version.tfjs,
  ...(typeof process === 'object' && { node: process.versions.node }),
};
