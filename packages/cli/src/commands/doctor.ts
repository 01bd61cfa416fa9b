/** `ganport doctor`: what works on this machine, found out by computing. */
import { createCommand } from '../command.ts';
import { clearStatus, result, status } from '../terminal.ts';

export const command = createCommand('doctor', {
  description:
    'Computes a tiny model with every runtime and provider, and reports which work here, why the others do not, and how to get them. Exit code 1 when none works.',
  examples: ['ganport doctor', 'ganport doctor --json'],
})
  .option('--json', 'print the rows as JSON')
  .action(async ({ json }) => {
    const { doctor, formatDoctor } = await import('@ganport/parity');
    const { diagnoseTfjs } = await import('../tfjs-node.ts');
    status('trying every runtime …');
    const rows = await doctor(await diagnoseTfjs());
    clearStatus();
    result(json ? JSON.stringify({ rows }, undefined, 2) : formatDoctor(rows));
    const computes = rows.some(({ runtime, works }) => runtime !== 'tfjs' && works);
    if (!computes) process.exitCode = 1;
  });
