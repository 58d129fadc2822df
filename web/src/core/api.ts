import createClient, { type Middleware } from 'openapi-fetch';
import type { components, paths } from '../api/schema';
import { parseProblem, Problem } from './problem';

export type Schemas = components['schemas'];

/** The longest `Retry-After` that a read waits for by itself; beyond it the person is told. */
const MOST_PATIENCE_SECONDS = 10;

const copies = new WeakMap<Request, Request>();
let askForSession: (() => Promise<void>) | null = null;

/**
 * Says how to get a session again: opens the sign-in dialog over the page and resolves once a person has signed in.
 * The refused request is then sent again, so that nothing typed is lost.
 */
export function onSessionLost(ask: () => Promise<void>): void {
  askForSession = ask;
}

/** For calls that do not pass through here. @returns whether there is a session again */
export async function sessionAgain(): Promise<boolean> {
  if (!askForSession) return false;
  await askForSession();
  return true;
}

const isSessionCall = (url: string): boolean => new URL(url).pathname === '/v1/session';

const wait = (seconds: number): Promise<void> =>
  new Promise((resolve) => {
    window.setTimeout(resolve, seconds * 1000);
  });

const middleware: Middleware = {
  onRequest({ request }) {
    request.headers.set('accept', 'application/json');
    request.headers.set('accept-language', document.documentElement.lang);
    if (request.method !== 'GET') request.headers.set('x-relance-client', 'web');
    copies.set(request, request.clone());
    return request;
  },
  async onResponse({ request, response }) {
    const copy = copies.get(request);
    if (!copy || isSessionCall(request.url)) return undefined;
    if (response.status === 401 && askForSession) {
      await askForSession();
      return fetch(copy);
    }
    const seconds = Number(response.headers.get('retry-after') ?? NaN);
    if (response.status === 429 && request.method === 'GET' && seconds <= MOST_PATIENCE_SECONDS) {
      await wait(seconds);
      return fetch(copy);
    }
    return undefined;
  },
};

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
});
api.use(middleware);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/**
 * The data of a call.
 * @throws Problem for every answer that is no success, and for no answer at all (`network`)
 */
export async function call<T>(pending: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await pending;
  } catch (error) {
    // fetch rejects with a TypeError when there is no answer; anything else is a fault of ours.
    if (error instanceof TypeError) throw Problem.network();
    throw error;
  }
  const { data, error, response } = answer;
  if (!response.ok) throw parseProblem(response.status, error, response.headers.get('retry-after'));
  return data as T;
}
