/** A model repository for Triton, and the manifest for KServe beside it. */
import { writeFileAtomic } from '@ganport/lab/internal';
import {
  kserveManifest,
  namedPath,
  type RepositoryOptions,
  writeTritonRepository,
  type WrittenRepository,
} from '@ganport/serve';
import { defined } from '../arguments.ts';
import { CliError } from '../errors.ts';
import { openNamedModel } from '../named-model.ts';
import { checkOutput } from '../outputs.ts';
import { untrusted } from '../untrusted.ts';

export interface TritonRequest extends Omit<RepositoryOptions, 'session'> {
  /** The manifest to write, and where the repository will be for it. */
  readonly kserve?: string;
  readonly storageUri?: string;
  readonly timeLimit?: number;
  readonly memoryLimit?: number;
}

/** @throws CliError 'bad-argument'; as openNamedModel, writeTritonRepository and kserveManifest */
export async function writeTriton(
  path: string,
  request: TritonRequest,
): Promise<WrittenRepository & { readonly manifest?: string }> {
  const { kserve, storageUri, timeLimit, memoryLimit, ...options } = request;
  if ((kserve === undefined) !== (storageUri === undefined)) {
    const message = '--kserve and --storage-uri: give both, or none';
    throw new CliError('bad-argument', message);
  }
  if (kserve !== undefined) checkOutput(kserve, '.yaml');
  const { name: given = namedPath(path).name, device } = options;
  const name = given.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  // What is wrong with it is found before anything is written.
  const manifest =
    storageUri === undefined ? '' : kserveManifest({ name, storageUri, ...defined({ device }) });
  const opened = await openNamedModel(path);
  const session = await untrusted({ providers: ['cpu'], timeLimit, memoryLimit });
  const written = await writeTritonRepository(opened, { ...options, session });
  if (kserve === undefined) return written;
  await writeFileAtomic(kserve, manifest);
  return { ...written, manifest: kserve };
}
