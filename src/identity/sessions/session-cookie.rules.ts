export const SESSION_COOKIE = 'relance_session';

/** 256 bits in base64url. */
const TOKEN = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([A-Za-z0-9_-]{43})(?:;|$)`);

/** The token in a header `Cookie`; null when there is none or it cannot be one of ours. */
export function sessionTokenIn(header: string | undefined): string | null {
  return TOKEN.exec(header ?? '')?.[1] ?? null;
}

/** Whether a request carries our cookie at all, good or bad: it then came from a browser. */
export function hasSessionCookie(header: string | undefined): boolean {
  return new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=`).test(header ?? '');
}
