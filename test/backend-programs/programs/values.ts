/* oxlint-disable typescript/no-unnecessary-type-assertion -- programs as people write them */
/** Programs on what tfjs has beside networks: memory, flags, texts, spectra, sparse tensors, indices. */
import * as tf from '@tensorflow/tfjs';
import type { Programs } from '../program.ts';

export const values: Programs = {
  'tidy, keep, dispose and what is left': async (scale) => {
    const counts: number[] = [];
    const count = () => counts.push(tf.memory().numTensors - start);
    const start = tf.memory().numTensors;
    const kept = tf.tidy(() => {
      const x = tf.ones([40 * scale, 40 * scale]);
      const y = x.mul(2).add(1);
      const z = tf.keep(y.sum());
      count();
      return [y.mean(), z];
    });
    count();
    const [mean, sum] = kept as [tf.Tensor, tf.Tensor];
    const copy = mean.clone();
    mean.dispose();
    counts.push(Number(mean.isDisposed), Number(copy.isDisposed), copy.dataSync()[0] ?? 0);
    tf.dispose([copy, sum]);
    count();
    tf.engine().startScope();
    tf.zeros([8]).square();
    tf.engine().endScope();
    count();
    const bytes = tf.memory().numBytes;
    const large = tf.zeros([100, 10]);
    const pairs = large.reshape([500, 2]);
    counts.push(tf.memory().numBytes - bytes, tf.memory().numDataBuffers > 0 ? 1 : 0);
    tf.dispose([large, pairs]);
    count();
    return { counts };
  },

  'tf.time and tf.profile': async (scale) => {
    const { wallMs } = (await tf.time(() => {
      const x = tf.ones([30 * scale, 30]);
      x.matMul(x, false, true).dataSync();
      x.dispose();
    })) as { wallMs: number };
    const profile = await tf.profile(() => {
      const x = tf.tensor1d([1, 2, 3]);
      const y = x.square();
      x.square().dispose();
      return y.sum();
    });
    return {
      timed: wallMs >= 0 ? 'timed' : 'not timed',
      kernels: profile.kernels.map(({ name }) => name),
      left: [profile.newTensors, profile.newBytes],
      result: (profile.result as tf.Tensor).dataSync(),
    };
  },

  'flags, backends and where things run': async () => {
    tf.env().set('DEBUG', false);
    tf.env().set('KEEP_INTERMEDIATE_TENSORS', false);
    await tf.ready();
    const isFinite = await tf.isFinite(tf.tensor1d([1, Infinity, Number.NaN, -3])).data();
    return {
      precision: tf.backend().floatPrecision(),
      epsilon: tf.backend().epsilon(),
      isFinite,
      known: tf.findBackend(tf.getBackend()) === tf.backend() ? 'the same' : 'another',
    };
  },

  'a spectrogram and its way back': async (scale) => {
    const wave = tf
      .linspace(0, 200, 256 * scale)
      .sin()
      .add(tf.linspace(0, 900, 256 * scale).cos());
    const frames = tf.signal.frame(wave as tf.Tensor1D, 64, 32);
    const spectrum = tf.signal.stft(wave as tf.Tensor1D, 64, 32, 64, tf.signal.hannWindow);
    const power = tf.abs(spectrum).square().add(1e-3).log();
    const again = tf.spectral.irfft(tf.spectral.rfft(frames));
    const z = tf.complex([1, 2, 3, 4], [0.5, 0, -1, 2]);
    const back = tf.spectral.ifft(tf.spectral.fft(z));
    return {
      power: power.mean(0).dataSync(),
      error: again.sub(frames).abs().max().greater(1e-3).dataSync(),
      real: tf.real(back).dataSync(),
      imag: await tf.imag(back.mul(z)).data(),
    };
  },

  texts: async () => {
    const words = tf.tensor1d(['red', 'green', 'blue', 'green']);
    const matrix = words.reshape([2, 2]);
    const texts = (await matrix.concat(matrix, 1).array()) as unknown as string[][];
    const parts = tf.string.stringSplit(['a b c', 'd e'], ' ');
    const hashes = tf.string.stringToHashBucketFast(words, 10);
    const same = tf.concat([words, tf.tensor1d(['red'])]).dataSync() as unknown as string[];
    const grams = tf.string.stringNGrams(
      ['one', 'two', 'three'],
      tf.tensor1d([0, 3], 'int32'),
      '_',
      [2],
      '',
      '',
      0,
      false,
    );
    return {
      texts: texts.flat(),
      parts: parts['values']?.dataSync() as unknown as string[],
      places: parts['indices']?.dataSync() ?? [],
      hashes: hashes.dataSync(),
      same,
      grams: grams['nGrams']?.dataSync() as unknown as string[],
    };
  },

  'sparse and ragged tensors': async () => {
    const indices = tf.tensor2d(
      [
        [0, 1],
        [1, 0],
        [2, 3],
      ],
      [3, 2],
      'int32',
    );
    const filled = tf.sparse.sparseFillEmptyRows(
      tf.tensor2d(
        [
          [0, 0],
          [2, 1],
        ],
        [2, 2],
        'int32',
      ),
      tf.tensor1d([5, 6]),
      tf.tensor1d([4, 2], 'int32'),
      tf.scalar(-1),
    );
    const data = tf.range(0, 12).reshape([4, 3]).mul(1.5) as tf.Tensor;
    const sums = tf.sparse.sparseSegmentSum(
      data,
      tf.tensor1d([0, 1, 3], 'int32'),
      tf.tensor1d([0, 0, 1], 'int32'),
    );
    const reshaped = tf.sparse.sparseReshape(
      indices,
      tf.tensor1d([3, 4], 'int32'),
      tf.tensor1d([-1, 6], 'int32'),
    );
    return {
      dense: tf.sparseToDense(indices, tf.tensor1d([7, 8, 9]), [3, 4], 0).dataSync(),
      filled: filled['outputIndices']?.dataSync() ?? [],
      sums: sums.dataSync(),
      reshaped: reshaped['outputIndices']?.dataSync() ?? [],
    };
  },

  'indices: gather, scatter, where, top, unique': async (scale) => {
    const x = tf
      .randomNormal([20 * scale, 10])
      .mul(100)
      .round() as tf.Tensor2D;
    const { values: top, indices } = tf.topk(x, 3);
    const { values: distinct, indices: places } = tf.unique(x.mod(5).flatten().toInt());
    const positive = await tf.whereAsync(x.greater(50));
    const scattered = tf.scatterND(positive, tf.ones([positive.shape[0]]), x.shape);
    const updated = tf.tensorScatterUpdate(
      tf.zeros([6]),
      tf.tensor2d([[1], [4]], [2, 1], 'int32'),
      tf.tensor1d([3, 4]),
    );
    const [different] = await tf.setdiff1dAsync(tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([2, 4]));
    return {
      top: top.dataSync(),
      order: indices.dataSync(),
      picked: tf.gatherND(x, positive).dataSync(),
      back: scattered.sum().dataSync(),
      distinct: distinct.dataSync(),
      places: places.dataSync(),
      updated: updated.dataSync(),
      different: different.dataSync(),
      in: tf.inTopKAsync ? await (await tf.inTopKAsync(x, x.argMax(1), 2)).data() : [],
      band: tf.linalg.bandPart(x.slice([0, 0], [4, 4]), 1, 1).dataSync(),
      segments: tf
        .unsortedSegmentSum(
          x,
          tf
            .range(0, 20 * scale, 1, 'int32')
            .mod(3)
            .toInt() as tf.Tensor1D,
          3,
        )
        .dataSync(),
      search: tf.searchSorted(tf.tensor1d([1, 3, 5, 7]), tf.tensor1d([0, 4, 9])).dataSync(),
      bounds: tf.lowerBound(tf.tensor1d([1, 2, 2, 3]), tf.tensor1d([2])).dataSync(),
    };
  },

  'numbers of every type': async () => {
    const whole = tf.tensor1d([7, -7, 5, 0], 'int32');
    const flags = whole.greater(0);
    const mixed = tf.stack([whole.div(2), whole.floorDiv(2).toFloat(), whole.mod(3).toFloat()]);
    const bits = tf.tensor1d([true, false, true, true], 'bool');
    return {
      mixed: mixed.dataSync(),
      sum: whole.sum().dtype,
      logic: flags.logicalXor(bits).logicalOr(bits.logicalNot()).dataSync(),
      all: [flags.all().dataSync()[0] ?? 0, bits.any().dataSync()[0] ?? 0],
      cast: tf.cast(tf.tensor1d([1.7, -1.7, 0]), 'int32').dataSync(),
      where: tf.where(bits, whole, tf.zerosLike(whole)).dataSync(),
      cumulative: [...tf.cumsum(whole).dataSync(), ...tf.cumprod(whole, 0, true).dataSync()],
      printed: whole.toString(true),
      json: JSON.stringify(await mixed.array()),
    };
  },

  'data sets: map, filter, zip, repeat, async iteration': async () => {
    const numbers = tf.data.array([1, 2, 3, 4, 5, 6, 7, 8]);
    const squares = numbers
      .map((x) => tf.tidy(() => tf.scalar(x as number).square()))
      .filter((x) => (x as tf.Tensor).dataSync()[0] !== 9);
    const seen: number[] = [];
    await squares.batch(3).forEachAsync((batch) => {
      seen.push(...(batch as tf.Tensor).dataSync());
      tf.dispose(batch);
    });
    const columns = tf.data
      .zip({
        a: numbers,
        b: tf.data.generator(function* () {
          for (let i = 0; i < 8; i++) yield tf.tensor1d([i, -i]);
        } as never),
      })
      .repeat(2)
      .skip(2)
      .take(3);
    const iterator = await columns.iterator();
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      const { a, b } = next.value as unknown as { a: number; b: tf.Tensor };
      seen.push(a, ...(await b.data()));
    }
    const table = tf.data.csv as unknown;
    return { seen, csv: typeof table };
  },

  'many reads at once': async (scale) => {
    const x = tf.randomNormal([30 * scale, 30]);
    const results = await Promise.all([
      x.sum().data(),
      x.matMul(x, true).max().data(),
      x.norm('euclidean', 0).data(),
      x.reshape([-1]).slice([5], [5]).data(),
      tf.nextFrame().then(() => x.min().data()),
    ]);
    const buffer = await x.buffer();
    buffer.set(1000, 0, 0);
    return {
      results: results.flatMap((each) => [...each]),
      set: [buffer.get(0, 0), buffer.toTensor().max().dataSync()[0] ?? 0],
      unchanged: x.max().less(999).dataSync(),
    };
  },
};
