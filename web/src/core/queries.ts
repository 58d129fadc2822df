import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem';

const STALE_MS = 60_000;

/** Reads are tried three times when there was no answer or the server was busy; what it refused stays refused. */
function retry(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 502);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: STALE_MS, retry, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
});
