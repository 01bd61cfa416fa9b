/** `ganport data`: data that are made on this machine. */
import { availableParallelism } from 'node:os';
import { seed, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { checkOutput } from '../outputs.ts';
import { note } from '../terminal.ts';

const jets = createCommand('jets', {
  description:
    'Simulates jets with Pythia 8: images of 25 × 25 pixels of transverse momentum, quarks and gluons (QCD) and W bosons in turn, 250 to 300 GeV. The file is an NPZ archive for --data. Pythia comes from PyPI at the first use (GPL, kept in the cache; Linux on x64, Python 3.10 to 3.13). A jet takes about 0.1 s of one core. The same count and seed give the same file.',
  examples: [
    'ganport data jets --count 50000 --out jets.npz',
    'ganport train lagan --data jets.npz --out runs/jets',
  ],
})
  .summary('jets of a simulated collider')
  .requiredOption('--out <file.npz>', 'the file; an earlier one is replaced, whole or not at all')
  .option('--count <n>', 'how many jets, half of each class', wholeNumber(2, 1_000_000), 10_000)
  .option('--seed <n>', 'the seed of the simulation', seed, 1)
  .option('--threads <n>', 'processes that simulate (default: one for each core)', wholeNumber(1))
  .option(
    '--python <path>',
    'the Python that runs Pythia, and whose pip fetches it (default: python3)',
  )
  .action(async ({ out, count, seed: from, threads, python }) => {
    checkOutput(out, '.npz');
    const { simulateJets } = await import('../data/simulate-jets.ts');
    const { showWork } = await import('../progress/work.ts');
    const progress = showWork(count, 'jets');
    try {
      await simulateJets({
        out,
        count,
        seed: from,
        processes: threads ?? availableParallelism(),
        python,
        log: note,
        onJets: (done) => progress.update(done),
      });
    } finally {
      progress.end();
    }
    note(`wrote ${out}: ${count} jets of 25 × 25 pixels, seed ${from}`);
  });

export const command = createCommand('data', {
  description: 'Makes data on this machine, for --data of other commands.',
  examples: ['ganport data jets --count 50000 --out jets.npz'],
}).addCommand(jets);
