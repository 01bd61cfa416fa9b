/** `ganport classifier`: a classifier from labeled samples, as an ONNX file. */
import { defined, maxDataBytes, seed, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { checkOutput } from '../outputs.ts';
import { soundLength, soundOptions, soundRate } from '../sound-options.ts';
import { clearStatus, note, result, status } from '../terminal.ts';

const STEPS = 1500;

export const command = createCommand('classifier', {
  description:
    "Trains a small classifier on labeled images or sounds and writes it as an ONNX file that 'ganport evaluate' takes as --features. Its accuracy is measured on samples that it was not trained on: MNIST's test images, else a sixth of the data.",
  examples: [
    'ganport classifier --data mnist --out classifier.onnx',
    'ganport classifier --data photos/ --out photos.onnx --steps 3000 --seed 2 --json',
    'ganport classifier --data sfx --out effects.onnx --steps 300',
  ],
})
  .requiredOption(
    '--data <data>',
    'mnist, sfx, an IDX file with its labels, or a folder with a subfolder for each class',
  )
  .requiredOption(
    '--out <classifier.onnx>',
    'the file to write; an earlier one is replaced, whole or not at all',
  )
  .option('--steps <n>', 'training steps, with 128 samples each', wholeNumber(1), STEPS)
  .option('--seed <n>', 'the seed of all random numbers', seed, 1)
  .option('--threads <n>', 'threads of the CPU (default: one for each core)', wholeNumber(1))
  .option(...soundLength)
  .option(...soundRate)
  .option(...maxDataBytes)
  .option('--json', 'print the result as JSON')
  .action(async (options) => {
    const { data, out, steps, seed: from, threads, maxDataBytes: most, json } = options;
    checkOutput(out, '.onnx');
    const { asLabeled, exportClassifier, openRealData, trainClassifier } =
      await import('@ganport/lab');
    const { dataKinds } = await import('@ganport/core/internal');
    const { writeFileAtomic } = await import('@ganport/lab/internal');
    const { version } = await import('@ganport/graph/internal');
    await import('../tfjs.ts');
    const { showProgress } = await import('../progress/stages.ts');
    status('reading the data, building the network …');
    const parts = await openRealData(data, {
      seed: from,
      heldOutShare: 1 / 6,
      ...defined({ maxBytes: most, sounds: soundOptions(options) }),
    });
    const [train, test] = [asLabeled(parts.reference), asLabeled(parts.heldOut)];
    const progress = showProgress();
    try {
      const model = await trainClassifier(train, {
        steps,
        seed: from,
        ...defined({ threads }),
        onStep: (step) => progress.update('training', step, steps),
      });
      progress.end();
      status('measuring its accuracy …');
      const about = {
        'ganport.trained': `${train.size} of ${train.name}, ${steps} steps, seed ${from}`,
        'ganport.version': version,
      };
      const { onnx, accuracy } = await exportClassifier(model, test, about);
      model.dispose();
      await writeFileAtomic(out, [onnx.bytes()]);
      clearStatus();
      if (json) {
        const report = { out, accuracy, trainImages: train.size, testImages: test.size };
        result(
          JSON.stringify({ ...report, classes: train.classes, steps, seed: from }, undefined, 2),
        );
      } else {
        const [, noun] = dataKinds[test.kind ?? 'images'].noun;
        const share = `${(100 * accuracy).toFixed(2)} % of ${test.size} ${noun} of ${test.name}`;
        note(
          `wrote ${out}: classifies ${share} correctly, trained on ${train.size} of ${train.name}`,
        );
      }
    } finally {
      progress.end();
    }
  });
