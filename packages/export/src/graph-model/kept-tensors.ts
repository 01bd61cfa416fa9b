/**
 * tfjs-converter (4.22) disposes of the tensors of a function when the function returns, also of those
 * that a list of the caller has got: a loop that fills a list leaves nothing to stack. Tensors in lists
 * are kept, in the sense of tf.keep, and what is kept is disposed of only when the model has run.
 */
import { engine, type Tensor } from '#tfjs-core';

/** Runs in progress: tfjs has one engine, and models run at the same time. */
let runs = 0;
const waiting: Tensor[] = [];

/**
 * The result of a run, during which nothing disposes of the data of kept tensors.
 *
 * @throws what the run throws
 */
export async function holdingKept<T>(run: () => Promise<T>): Promise<T> {
  const tfjs = engine();
  runs += 1;
  if (runs === 1) {
    const dispose = tfjs.disposeTensor.bind(tfjs);
    tfjs.disposeTensor = (tensor) => {
      if (tensor.kept) waiting.push(tensor);
      else dispose(tensor);
    };
  }
  try {
    return await run();
  } finally {
    runs -= 1;
    if (runs === 0) {
      // The class has the method itself.
      Reflect.deleteProperty(tfjs, 'disposeTensor');
      for (const tensor of waiting.splice(0)) tfjs.disposeTensor(tensor);
    }
  }
}
