/** What a page's sessions are opened with: onnxruntime-web, and servers over HTTP. */
import { localSessions } from '../local/create.ts';
import type { Platform } from '../local/platform.ts';
import { localPlatform, type WebSessionOptions } from './local-platform.ts';

export { defaultProviders, type WebSessionOptions } from './local-platform.ts';

export const webPlatform: Platform<WebSessionOptions> = {
  ...localPlatform,
  servers: { http: async () => (await import('../oip/http.ts')).httpClient },
};

/** Sessions of a page. */
export const webSessions = localSessions(webPlatform);
