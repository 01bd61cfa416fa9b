/** Jets of the simulator Pythia 8 as an NPZ file: assets/jets.py simulates, and writes numbers to a file. */
import { fileURLToPath } from 'node:url';
import { openTemporary } from '@ganport/graph/internal';
import {
  encodeNpz,
  jetArrays,
  makeFolder,
  readInputFile,
  writeFileAtomic,
} from '@ganport/lab/internal';
import { dirname, join, resolve } from 'node:path';
import { CliError } from '../errors.ts';
import { runCommand, type Log } from '../setup/command.ts';
import { setupPythia } from '../setup/pythia.ts';

/** As in the script. */
const SIDE = 25;
const UNIT = 0.01;
const classes = ['QCD', 'W'];

const script = fileURLToPath(new URL('../../assets/jets.py', import.meta.url));

/** Seconds for 100,000 jets on one slow core. */
const PATIENCE = 24 * 3600;

export interface JetsRequest {
  readonly out: string;
  readonly count: number;
  readonly seed: number;
  /** Processes that simulate at the same time; they do not change the jets. */
  readonly processes: number;
  readonly python?: string | undefined;
  readonly log?: Log;
  /** Receives the number of jets so far. */
  readonly onJets?: (done: number) => void;
}

/**
 * Simulates jets of two classes in turn and writes them, whole or not at all.
 *
 * @throws CliError `setup-failed` when Pythia cannot be fetched or ends early; LabError 'cannot-write'
 */
export async function simulateJets(request: JetsRequest): Promise<void> {
  const { out, count, seed, processes, python = 'python3', log, onJets } = request;
  await makeFolder(dirname(resolve(out)));
  const folder = await setupPythia({ python, ...(log && { log }) });
  const numbers = await openTemporary(dirname(resolve(out)));
  try {
    const flags = { count, seed, processes };
    const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
    await runCommand(python, ['-u', script, numbers.path, ...args], {
      env: {
        PYTHONPATH: folder,
        PYTHONDONTWRITEBYTECODE: '1',
        PYTHIA8DATA: join(folder, 'share', 'Pythia8', 'xmldoc'),
      },
      timeLimit: PATIENCE,
      whenMissing: 'install Python 3, or name one as --python',
      // Pythia's jet finder greets on the same stream.
      log: (line) => (/^\d+$/.test(line) ? onJets?.(Number(line)) : undefined),
    });
    const bytes = await readInputFile(numbers.path);
    if (bytes.length !== count * SIDE * SIDE * 2) {
      const message = `${script} wrote ${bytes.length} bytes, ${count} jets are ${count * SIDE * SIDE * 2}; run the command again`;
      throw new CliError('setup-failed', message);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const steps = Uint16Array.from({ length: bytes.length / 2 }, (_, i) =>
      view.getUint16(2 * i, true),
    );
    const labels = Int32Array.from({ length: count }, (_, i) => i % classes.length);
    const arrays = jetArrays(steps, [SIDE, SIDE], UNIT, { numbers: labels, names: classes });
    await writeFileAtomic(out, [encodeNpz(arrays)]);
  } finally {
    await numbers.remove();
  }
}
