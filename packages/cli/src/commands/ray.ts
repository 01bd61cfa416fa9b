/** `ganport ray`: what Ray's workers need to train a run. */
import { note, result } from '../terminal.ts';
import { createCommand } from '../command.ts';
import { defined, wholeNumber } from '../arguments.ts';

export const command = createCommand('ray', {
  description:
    "Writes a run's training step for workers of Ray, into the folder ray/ of the run: the graphs of its gradients and updates, their schedule, and the data. The Python package ganport-ray trains with them from the run's newest checkpoint, and its checkpoints are the run's own: ganport train --resume goes on with them.",
  examples: [
    'ganport ray runs/digits --workers 4 --steps 20000',
    'ganport ray runs/digits --workers 8 --sync-batch-norm --cuda',
  ],
})
  .argument('<run>', 'a run folder with a checkpoint')
  .option('--workers <n>', 'workers that share each batch (default: 1)', wholeNumber(1, 256))
  .option('--steps <n>', "the last step (default: the run's)", wholeNumber(1, 2 ** 31))
  .option(
    '--checkpoint-every <n>',
    "steps between checkpoints (default: the run's)",
    wholeNumber(1, 2 ** 31),
  )
  .option('--sync-batch-norm', "normalize by the statistics of all workers' batch")
  .option('--cuda', 'graphs for graphics cards')
  .option('--variant <file>', 'the variant file, for a run of a variant of your own')
  .action(async (path, { cuda = false, variant: file, ...settings }) => {
    await import('../tfjs.ts');
    const { loadVariant } = await import('@ganport/lab');
    const { writeWorkerProgram } = await import('@ganport/lab/internal');
    const variant = file === undefined ? undefined : (await loadVariant(file)).variant;
    const { folder, firstStep, steps } = await writeWorkerProgram(
      path,
      { ...defined(settings), ...(cuda && { providers: ['cuda', 'cpu'] }) },
      { variant },
    );
    note(`wrote ${folder}: from step ${firstStep} to ${steps}`);
    note(`train: ganport-ray ${path}${cuda ? ' --cuda' : ''}`);
    result(folder);
  });
