/**
 * Reports a thrown value as one line on stderr, and maps it to an exit code. Errors of ganport's
 * packages are printed as they are. Any other error is a defect; its line names the way to a stack
 * trace.
 */
import { inspect } from 'node:util';
import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { withFlagNames } from './flag-names.ts';
import { printableLine } from './printable.ts';
import { note } from './terminal.ts';

/**
 * The error classes of ganport's packages, by name so that no package is loaded for its error
 * alone.
 */
const deliberate = [
  'CliError',
  'CoreError',
  'LabError',
  'ExportError',
  'GraphError',
  'RuntimeError',
  'BackendError',
  'ParityError',
  'ServeError',
];

/** The codes of errors that another command line would not have. */
const usageCodes = ['bad-argument', 'invalid-option'];

/** 0 for help and version, 2 for bad usage, 1 for everything else. */
export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  return isDeliberate(thrown) && usageCodes.includes(thrown.code) ? 2 : 1;
}

/**
 * Prints a thrown value. Commander has printed its own errors already.
 *
 * @param command the one that threw it, whose flags a message names
 */
export function reportError(thrown: unknown, command?: CommandUnknownOpts): void {
  if (thrown instanceof CommanderError) return;
  if (process.env['GANPORT_DEBUG']) {
    note(inspect(thrown));
  } else if (isDeliberate(thrown)) {
    note(`ganport: ${printableLine(withFlagNames(thrown, command))}`);
  } else {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const [line = ''] = message.split('\n');
    note(`ganport: unexpected error: ${line} (set GANPORT_DEBUG=1 to see where it comes from)`);
  }
}

function isDeliberate(thrown: unknown): thrown is Error & { readonly code: string } {
  return thrown instanceof Error && 'code' in thrown && deliberate.includes(thrown.name);
}
