/**
 * The packages name settings and options as programs do (`batchSize`); on the command line the same
 * message names the flag (`--batch-size`).
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** Codes of errors about arguments. Other messages may begin with the name of a file. */
const codes = ['bad-argument', 'bad-config', 'invalid-option'];

/** A message with the flags of a command in place of the fields that it names. */
export function withFlagNames(
  { code, message }: { readonly code: string; readonly message: string },
  command: CommandUnknownOpts | undefined,
): string {
  if (command === undefined || !codes.includes(code)) return message;
  const flags = new Map(command.options.map((option) => [option.attributeName(), option.long]));
  // A flag that takes a list has a name in the singular: `--provider` is `providers`.
  const flagOf = (field: string): string =>
    flags.get(field) ?? flags.get(field.replace(/s$/, '')) ?? field;
  return (
    message
      // The field at the start, what is called an option, the fields of a refused resumption, and words that are only fields.
      .replace(/^\w+(?=: )/, flagOf)
      .replaceAll(/\bthe option (\w+)/g, (text, field) => flags.get(field) ?? text)
      .replaceAll(/(?<=^resume: |\d, |", |set, )\w+(?= was )/g, flagOf)
      .replaceAll(/(?<![\w./\\"'-])[a-z]+[A-Z]\w*(?![\w/\\"'-])/g, flagOf)
  );
}
