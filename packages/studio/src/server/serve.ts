/** The studio's server: on this machine alone, for one folder of runs. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createJobs, type Program } from '../control/jobs.ts';
import { StudioError } from '../errors.ts';
import { trackRuns } from '../runs/track-runs.ts';
import { pageFiles } from './page-files.ts';
import { createApp } from './routes.ts';

export interface StudioOptions {
  /** The folder of the runs, which need not exist yet. */
  readonly folder: string;
  /** The folder of the built page. */
  readonly page: string;
  /** What starts `ganport` for a run, such as `[process.execPath, 'bin/ganport.js']`. */
  readonly program: Program;
  /** 0, the default, for any free port. */
  readonly port?: number;
}

export interface Studio {
  /** The address to open, with the token. */
  readonly url: string;
  /** Ends the server. Runs that it has started go on; their names are returned. */
  close(): Promise<readonly string[]>;
}

/**
 * Serves the studio on 127.0.0.1.
 *
 * @throws StudioError 'port-in-use', 'not-found' when the page is not built
 * @example
 * const program = [process.execPath, 'node_modules/ganport/bin/ganport.js'];
 * const studio = await serveStudio({ folder: 'runs', page: 'pages/studio', program });
 * console.log(studio.url);
 */
export async function serveStudio(options: StudioOptions): Promise<Studio> {
  const { folder, program, port: wanted = 0 } = options;
  const page = await pageFiles(options.page);
  const token = randomBytes(24).toString('base64url');
  const tracker = trackRuns(folder);
  const jobs = createJobs(program);
  const port = (): number => (server.address() as AddressInfo | null)?.port ?? 0;
  const app = await createApp({ folder, tracker, jobs, token, port, page });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  try {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    jobs.dispose();
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    const message = `port ${wanted}: is in use; choose another with --port, or none`;
    throw new StudioError('port-in-use', message, { cause });
  }
  return {
    url: `http://127.0.0.1:${port()}/#token=${token}`,
    async close() {
      tracker.dispose();
      const running = jobs.dispose();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      return running;
    },
  };
}
