import type { IncomingMessage, ServerResponse } from 'node:http';

/** The whole body of a request, up to a limit that no simulated vendor needs more than. */
export async function readBody(request: IncomingMessage, maxBytes = 32 * 1024 * 1024): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError('request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Answers once, with the length known, so that connections can be kept. */
export function answer(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { 'content-type': contentType, 'content-length': String(bytes.length), ...headers });
  response.end(bytes);
}

export const answerJson = (
  response: ServerResponse,
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  answer(response, status, 'application/json', JSON.stringify(json), headers);
};

/** Waits in real time: a simulated vendor is slow for the caller, whatever the simulated clock says. */
export const wait = async (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
