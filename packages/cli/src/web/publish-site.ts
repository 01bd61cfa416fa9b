/** What `ganport web` does with a site: writes it, serves it until Ctrl-C, or both. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTemporary } from '@ganport/graph/internal';
import { CliError } from '../errors.ts';
import { interruptible } from '../interrupt.ts';
import { megabytes } from '../megabytes.ts';
import { note, result } from '../terminal.ts';
import { serveSite } from './serve-site.ts';
import { readSiteFile } from './site-file.ts';
import { type SiteRequest, type WrittenSite, writeSite } from './write-site.ts';

interface Publication {
  /** The folder to write; a temporary one when it is only served. */
  readonly out: string | undefined;
  /** Where it is served; not at all when left out. */
  readonly port: number | undefined;
}

/**
 * @param request its model may also be a site, which is served as it is
 * @throws CliError 'bad-argument' for a site that is to be written; as writeSite and serveSite
 */
export async function publishSite(
  request: Omit<SiteRequest, 'out'>,
  { out, port }: Publication,
): Promise<void> {
  const isSite = (await readSiteFile(request.model)) !== undefined;
  if (isSite && out !== undefined) {
    const message = `${request.model}: is a site already; give a model, or leave --out out`;
    throw new CliError('bad-argument', message);
  }
  if (isSite) return serve(request.model, port);
  if (out !== undefined) {
    describe(await writeSite({ ...request, out }), out);
    return serve(out, port);
  }
  const temporary = await openTemporary(tmpdir());
  try {
    const folder = join(temporary.path, 'site');
    describe(await writeSite({ ...request, out: folder }), undefined);
    await serve(folder, port);
  } finally {
    await temporary.remove();
  }
}

function describe({ site, build, bytes, loss }: WrittenSite, out: string | undefined): void {
  if (loss !== undefined) result(loss);
  const has = `${megabytes(bytes)}, with the model (${megabytes(site.model.bytes)}) and ONNX Runtime for ${build}`;
  if (out !== undefined) note(`wrote ${out}: ${has}; see it with: ganport web ${out} --serve`);
}

async function serve(folder: string, port: number | undefined): Promise<void> {
  if (port === undefined) return;
  const server = await serveSite(folder, port);
  result(server.address);
  note('serving until Ctrl-C …');
  const work = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  try {
    await interruptible(work, { onInterrupt: () => undefined, onQuit: () => undefined });
  } finally {
    await server.close();
  }
}
