/**
 * Joins the commands into one program and returns an exit code: 0 for success, 1 for failure, 2 for
 * wrong usage. Only the given command is loaded.
 */
import { createRequire } from 'node:module';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { createCommand } from './command.ts';
import { commands } from './commands/index.ts';
import { exitCodeOf, reportError } from './report-error.ts';
import { leaveQuietlyOnClosedPipe } from './terminal.ts';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/**
 * Runs `ganport` with the given arguments.
 *
 * @param args without the program's own name
 * @returns the exit code; never rejects
 */
export async function main(args: readonly string[]): Promise<number> {
  leaveQuietlyOnClosedPipe();
  let given: CommandUnknownOpts | undefined;
  try {
    const program = createCommand('ganport', {
      description:
        'Trains GANs in TensorFlow.js, exports them to ONNX, runs them everywhere, and proves that all agree. ganport COMMAND --help has the flags of a command.',
      examples: [
        'ganport train dcgan --out runs/first',
        'ganport generate runs/first --out grid.png',
        'ganport export runs/first --out generator.onnx',
        'ganport parity generator.onnx --reference runs/first',
      ],
    }).version(version, '-V, --version', "print ganport's version");
    for (const { name, group, summary, load } of commands) {
      const isGiven = args.slice(0, 2).includes(name);
      const command = isGiven ? await load() : createCommand(name);
      if (name === args[0]) given = command;
      program.addCommand(command.summary(summary).helpGroup(group));
    }
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (thrown) {
    reportError(thrown, given);
    return exitCodeOf(thrown);
  }
}
