/** A page bundled by Vite into a folder of its own, and served as a static host would. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview, type InlineConfig } from 'vite';

export interface Site {
  /** Puts a file beside the page. */
  add(name: string, content: Uint8Array | string): Promise<void>;
  /** Serves the folder; `isolated` sends the headers that WebAssembly needs for threads. */
  serve(options: { readonly isolated: boolean }): Promise<string>;
  close(): Promise<void>;
}

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** @param root the page's folder, with index.html and perhaps a vite.config.ts */
export async function bundleSite(root: string, config: InlineConfig = {}): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'ganport-site-'));
  const base: InlineConfig = { ...config, root, logLevel: 'error' };
  await build({ ...base, build: { ...config.build, outDir, emptyOutDir: true } });
  const servers: { close(): Promise<void> }[] = [];
  return {
    add: (name, content) => writeFile(join(outDir, name), content),
    serve: async ({ isolated }) => {
      const server = await preview({
        // Not the page's own configuration: its headers are what some of these tests leave out.
        configFile: false,
        logLevel: 'error',
        // A missing file is 404, not the start page.
        appType: 'mpa',
        root,
        build: { outDir },
        preview: { host: '127.0.0.1', port: 0, ...(isolated && { headers: isolation }) },
      });
      servers.push(server);
      return server.resolvedUrls?.local[0] ?? '';
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
