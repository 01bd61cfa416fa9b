/**
 * Anything that was thrown → a line on stderr and an exit code. Errors that ganport's packages throw
 * on purpose speak for themselves; any other is a defect and says how to learn more.
 */
import { inspect } from 'node:util';
import { CommanderError } from '@commander-js/extra-typings';
import { note } from './terminal.ts';

/** By name and not by class, so that no package is loaded for its error alone. */
const deliberate = [
  'CliError',
  'CoreError',
  'LabError',
  'ExportError',
  'GraphError',
  'RuntimeError',
  'BackendError',
  'ParityError',
];

/** Codes, of whichever package, of errors that another command line would not have. */
const usageCodes = ['bad-argument', 'invalid-option'];

/** 0 for help and version, 2 for bad usage, 1 for everything else. */
export function exitCodeOf(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  return isDeliberate(thrown) && usageCodes.includes(thrown.code) ? 2 : 1;
}

/** Commander has said already what it throws for. */
export function reportError(thrown: unknown): void {
  if (thrown instanceof CommanderError) return;
  if (process.env['GANPORT_DEBUG']) {
    note(inspect(thrown));
  } else if (isDeliberate(thrown)) {
    note(`ganport: ${thrown.message}`);
  } else {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const [line = ''] = message.split('\n');
    note(`ganport: unexpected error: ${line} (set GANPORT_DEBUG=1 to see where it comes from)`);
  }
}

function isDeliberate(thrown: unknown): thrown is Error & { readonly code: string } {
  return thrown instanceof Error && 'code' in thrown && deliberate.includes(thrown.name);
}
