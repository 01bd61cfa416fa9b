/**
 * The basis of all commands: strict parsing with errors of one line, help with examples, and errors
 * that are thrown instead of ending the process. A command imports its work when it runs, so that
 * help and usage errors are quick.
 */
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { printableLine } from './printable.ts';
import { didYouMean } from './suggestions.ts';

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
    .showSuggestionAfterError(false)
    .configureHelp({ styleTitle: (title) => `\u001b[1m${title}\u001b[22m` })
    .configureOutput({
      outputError: (message, write) => {
        const line = usageError(message, command, examples[0]);
        write(`${printableLine(line)}\n`);
      },
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
 * Converts commander's `error: …`, which may have a second line, to one line that says what was meant
 * and names the help.
 */
function usageError(message: string, command: CommandUnknownOpts, example?: string): string {
  const line = message
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  return `ganport: ${explained(line, command, example)}; see ${fullName(command)} --help`;
}

/** Adds a suggestion, the list of choices or an example to commander's line, by its beginning. */
function explained(line: string, command: CommandUnknownOpts, example?: string): string {
  const flags = command.options.flatMap(({ long }) => long ?? []);
  const [, option] = /^unknown option '(.*)'$/s.exec(line) ?? [];
  if (option !== undefined) return `${line}${didYouMean(option, flags)}`;
  const [, unknown] = /^unknown command '(.*)'$/s.exec(line) ?? [];
  if (unknown !== undefined) {
    const names = command.commands.map((one) => one.name());
    return `${line}${didYouMean(unknown, names) || `; the commands are ${names.join(', ')}`}`;
  }
  const [, value, argument, rule] =
    /^command-argument value '(.*)' is invalid for argument '(.*?)'\. (.*)$/s.exec(line) ?? [];
  if (value !== undefined) return `${argument} '${value}' is unknown. ${rule}`;
  if (!/^(missing required argument|required option) /.test(line)) return line;
  // A wrong flag is often the reason for a missing one, and commander stops before it.
  const wrong = command.args.find((word) => /^-+\w/.test(word));
  if (wrong !== undefined) return explained(`unknown option '${wrong}'`, command);
  return example === undefined ? line : `${line}, as in '${example}'`;
}

function fullName(command: CommandUnknownOpts): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}
