/** What the worker does for a page: opens one model, and runs it. */
import { download, fileName } from '../download.ts';
import { WebError } from '../errors.ts';
import { readMetadata } from '../metadata.ts';
import type { Methods, Progress } from './protocol.ts';
import type { Role, Work } from './roles.ts';
import { asWebError, openSession } from './session.ts';

type Call<Request, Reply> = (request: Request, onProgress: Progress) => Promise<Reply>;

/** A worker's one model. @param role what it does with it */
export function workerMethods(role: Role): Methods {
  let name = 'the model';
  let work: Work | undefined;

  /** A call that the model answers, with this package's errors. */
  const calling =
    <Request, Reply>(answer: () => Call<Request, Reply> | undefined): Call<Request, Reply> =>
    async (request, onProgress) => {
      const answering = answer();
      if (!answering) {
        throw new WebError('bad-argument', `${name} is not open, or is for something else`);
      }
      try {
        return await answering(request, onProgress);
      } catch (thrown) {
        throw asWebError(thrown, name);
      }
    };

  return {
    open: async ({ source, sha256, bytes: length, ...options }, onProgress) => {
      name = typeof source === 'string' ? fileName(source) : name;
      const bytes =
        typeof source === 'string'
          ? await download(source, { sha256, bytes: length }, onProgress)
          : source;
      const metadata = readMetadata(bytes, name);
      const { session, provider, refused } = await openSession(bytes, name, options);
      work = await role(session, metadata);
      return { spec: work.spec, bytes: bytes.length, provider, refused, notes: session.notes };
    },
    draw: calling(() => work?.draw),
    translate: calling(() => work?.translate),
  };
}
