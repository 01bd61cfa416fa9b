/**
 * tf2onnx with onnxslim, the other converter of tfjs models. It has an environment of its own, because it
 * needs an old TensorFlow, whose numpy and protobuf the other peers do not work with.
 */
import { ask, PeersError, run } from './command.mjs';
import { tf2onnxPython, tf2onnxVenv } from './places.mjs';
import { makeEnvironment, pipInstall } from './python.mjs';

const requirements = [
  ...['tf2onnx==1.17.0', 'onnxslim==0.1.98', 'onnx==1.17.0', 'tensorflow-cpu==2.12.0'],
  // What TensorFlow takes of these is found at once when they are named.
  ...['jax==0.4.30', 'ml-dtypes==0.3.2', 'numpy==1.23.5'],
];

/** @param {string | undefined} python the interpreter to make the environment with, found when not given */
export function installTf2onnx(python) {
  makeEnvironment(tf2onnxVenv, 'tf2onnx', { python, oldest: 9, newest: 11 });
  console.log(`peers: pip install ${requirements.join(' ')}`);
  run(tf2onnxPython, [...pipInstall.args, ...requirements], pipInstall);
  const version = ask(tf2onnxPython, ['-c', 'import tf2onnx; print(tf2onnx.__version__)']);
  if (version === undefined) {
    throw new PeersError(`tf2onnx does not import: delete ${tf2onnxVenv} and run again`);
  }
  console.log(`peers: tf2onnx ${version}`);
}
