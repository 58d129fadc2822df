import { sessionAgain } from './api';
import { parseProblem, Problem } from './problem';

export interface Upload {
  readonly path: string;
  readonly file: File;
  /** One a chosen file, kept over retries. */
  readonly intent: string;
  /** Called with the part that has left this machine, from 0 to 1. */
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's page
  }
}

/** By XMLHttpRequest: fetch does not tell how much of a body has been sent. */
function send({ path, file, intent, onProgress, signal }: Upload): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('x-relance-client', 'web');
    request.setRequestHeader('accept-language', document.documentElement.lang);
    request.setRequestHeader('idempotency-key', intent);
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress(total > 0 ? Math.min(1, loaded / total) : 0);
    request.onload = () => resolve(request);
    request.onerror = () => reject(Problem.network());
    request.onabort = () => reject(Problem.network());
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

/**
 * Sends a file as the body of a POST; a session that was lost is asked for and the file sent again.
 * @throws Problem for every answer that is no success, and for no answer at all (`network`)
 */
export async function upload<T>(wanted: Upload): Promise<T> {
  let request = await send(wanted);
  if (request.status === 401 && (await sessionAgain())) request = await send(wanted);
  const body = bodyOf(request.responseText);
  if (request.status >= 200 && request.status < 300) return body as T;
  throw parseProblem(request.status, body, request.getResponseHeader('retry-after'));
}
