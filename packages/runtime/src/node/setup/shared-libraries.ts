/**
 * Asks the dynamic linker whether a shared library would load, and which of its dependencies are
 * missing. Loading itself is left to ONNX Runtime and Node.
 */
import { runCommand } from './command.ts';

/**
 * Names of the libraries that `ldd` does not find for `file`, with `searchPath` as
 * `LD_LIBRARY_PATH`.
 * @throws RuntimeError `setup-failed` when ldd is missing or the file is no shared library
 */
export async function missingLibraries(
  file: string,
  searchPath: readonly string[] = [],
): Promise<string[]> {
  const inherited = process.env['LD_LIBRARY_PATH'];
  const path = [...searchPath, ...(inherited ? [inherited] : [])].join(':');
  const output = await runCommand('ldd', [file], {
    env: { LD_LIBRARY_PATH: path },
    whenMissing: 'it comes with glibc; this set-up is for Linux',
  });
  return output
    .split('\n')
    .filter((line) => line.includes('=> not found'))
    .map((line) => line.trim().split(' ', 1)[0] ?? '');
}
