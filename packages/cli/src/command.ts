/**
 * What all commands have in common, whatever they do: strict parsing whose errors are one line in
 * ganport's voice, help with examples, and no way to end the process behind main's back. What a
 * command does is loaded when it runs, so that help and refusals are quick.
 */
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';

export interface CommandText {
  /** What it does, for its help. */
  readonly description?: string;
  /** Whole command lines to copy. */
  readonly examples?: readonly string[];
}

/** A command without arguments or options yet; commander's builder adds them. */
export function createCommand(name: string, text: CommandText = {}): Command {
  const { description = '', examples = [] } = text;
  const command = new Command(name)
    .description(description)
    .helpOption('-h, --help', 'print this help')
    .exitOverride()
    .configureHelp({ styleTitle: (title) => `\u001b[1m${title}\u001b[22m` })
    .configureOutput({
      outputError: (message, write) => write(`${usageError(message, command)}\n`),
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

/** Commander's `error: …`, a suggestion on a second line, as one line that says where help is. */
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
