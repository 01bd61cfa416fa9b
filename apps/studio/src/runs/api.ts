/** The studio's server: requests with the token, and its events as they come. */
import { TOKEN_HEADER, type SampleLines, type StudioEvent } from '@ganport/studio/protocol';
import { tokenOfTab } from '../shell/route.ts';

/** An answer that is an error; its message is a line for people. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { [TOKEN_HEADER]: tokenOfTab() ?? '', 'Content-Type': 'application/json' };
  return fetch(`api/${path}`, { ...init, headers });
}

async function answerOf(response: Response): Promise<Response> {
  if (response.ok) return response;
  const { error } = (await response.json().catch(() => ({}))) as { error?: string };
  throw new ApiError(response.status, error ?? response.statusText);
}

/** Asks for something. @throws ApiError */
export async function get<T>(path: string, runs: readonly string[] = []): Promise<T> {
  const query = new URLSearchParams(runs.map((run) => ['run', run]));
  return (await answerOf(await request(`${path}?${query}`))).json() as Promise<T>;
}

/** Asks for a change. @throws ApiError */
export async function post<T>(path: string, body: object): Promise<T> {
  const response = await request(path, { method: 'POST', body: JSON.stringify(body) });
  return (await answerOf(response)).json() as Promise<T>;
}

/** Asks for bytes. @throws ApiError */
export async function getBytes(path: string, runs: readonly string[] = []): Promise<Uint8Array> {
  const query = new URLSearchParams(runs.map((run) => ['run', run]));
  return new Uint8Array(await (await answerOf(await request(`${path}?${query}`))).arrayBuffer());
}

/** Sends bytes, and receives some. @throws ApiError */
export async function postBytes(path: string, body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const response = await answerOf(await request(path, { method: 'POST', body }));
  return new Uint8Array(await response.arrayBuffer());
}

/** The address of a picture of samples, for an image element. @throws ApiError */
export async function picture(run: string, step: number): Promise<string> {
  const query = new URLSearchParams({ run, step: String(step) });
  const response = await answerOf(await request(`picture?${query}`));
  return URL.createObjectURL(await response.blob());
}

/** The samples of a run that makes text. @throws ApiError */
export async function sampleLines(run: string, step: number): Promise<readonly string[]> {
  const query = new URLSearchParams({ run, step: String(step) });
  const answer = await (await answerOf(await request(`lines?${query}`))).json();
  return (answer as SampleLines).lines;
}

/**
 * The events of the server until the connection ends. EventSource cannot send the token.
 *
 * @throws ApiError, and TypeError when there is no server
 */
export async function* events(): AsyncGenerator<StudioEvent | 'open'> {
  const response = await answerOf(await request('events'));
  if (!response.body) return;
  yield 'open';
  let rest = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data: ')) yield JSON.parse(line.slice(6)) as StudioEvent;
    }
  }
}
