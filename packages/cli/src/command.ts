/**
 * The basis of all commands: strict parsing with errors of one line, help with examples, and errors
 * that are thrown instead of ending the process. A command imports its work when it runs, so that
 * help and usage errors are quick.
 */
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { printableLine } from './printable.ts';

export interface CommandText {
  /** The description in its help. */
  readonly description?: string;
  /** Whole command lines to copy. */
  readonly examples?: readonly string[];
}

/** Creates a command; commander's methods add arguments and options. */
export function createCommand(name: string, text: CommandText = {}): Command {
  const { description = '', examples = [] } = text;
  const command = new Command(name)
    .description(description)
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureHelp({ styleTitle: (title) => `\u001b[1m${title}\u001b[22m` })
    .configureOutput({
      outputError: (message, write) => write(`${printableLine(usageError(message, command))}\n`),
    });
  if (examples.length > 0) {
    const lines = examples.map((line) => `  ${line}\n`).join('');
    command.addHelpText('after', ({ command: shown }) => {
      const title = shown.createHelp().styleTitle(examples.length > 1 ? 'Examples:' : 'Example:');
      return `\n${title}\n${lines}`;
    });
  }
  return command;
}

/**
 * Converts commander's `error: …`, which may have a second line, to one line that names the help.
 */
function usageError(message: string, command: CommandUnknownOpts): string {
  const line = message
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  return `ganport: ${line}; see ${fullName(command)} --help`;
}

function fullName(command: CommandUnknownOpts): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}
