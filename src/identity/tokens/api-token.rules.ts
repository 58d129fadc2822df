/** Says at sight what it is, to people and to scanners that look for leaked secrets. */
const PREFIX = 'rlt_';
const HINT_LENGTH = 4;

export function apiTokenOf(secret: string): string {
  return `${PREFIX}${secret}`;
}

export function isApiToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

export function hintOf(token: string): string {
  return token.slice(-HINT_LENGTH);
}

/** The credentials of a header `Authorization: Bearer …` (RFC 6750 §2.1); undefined when there are none. */
export function bearerIn(authorization: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
}
