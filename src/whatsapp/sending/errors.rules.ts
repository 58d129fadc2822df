/** What kind of refusal an error is, and so what follows from it. */
export type ErrorClass =
  | 'transient'
  | 'pair_rate'
  | 'window_closed'
  | 'undeliverable'
  | 'marketing_limit'
  | 'opted_out'
  | 'quality'
  | 'account'
  | 'template'
  | 'bad_request';

const CODES: Readonly<Record<ErrorClass, readonly number[]>> = {
  transient: [1, 2, 4, 80007, 130429, 131016, 131000, 429],
  pair_rate: [131056],
  window_closed: [131047],
  undeliverable: [131026],
  marketing_limit: [131049, 130472],
  opted_out: [131050],
  quality: [131048, 368],
  account: [131031, 190, 0, 10, 133010],
  template: [132000, 132001, 132005, 132007, 132012, 132015, 132016],
  bad_request: [100, 131008, 131009, 131051, 131052, 131053],
};

const BY_CODE = new Map(
  Object.entries(CODES).flatMap(([kind, codes]) =>
    codes.map((code) => [code, kind as ErrorClass] as const),
  ),
);

/**
 * The class of an error by its code, or by the status of the answer where the code is new to us. 200–299 are missing
 * permissions.
 */
export function classOf(code: number | null, httpStatus: number | null): ErrorClass {
  const known = code === null ? undefined : BY_CODE.get(code);
  if (known) return known;
  if (code !== null && code >= 200 && code <= 299) return 'account';
  if (httpStatus === 429 || (httpStatus !== null && httpStatus >= 500)) return 'transient';
  if (httpStatus === 401 || httpStatus === 403) return 'account';
  return 'bad_request';
}

/** Why everything stops, in a word. */
export function blockOf(code: number | null, httpStatus: number | null): string {
  if (code === 131031) return 'account';
  if (code === 133010) return 'registration';
  if (code === 10 || (code !== null && code >= 200 && code <= 299)) return 'permission';
  return httpStatus === 403 ? 'permission' : 'token';
}

/** What a refused template has become; null where it is what we sent with it that is wrong. */
export function templateStatusOf(code: number | null): 'paused' | 'disabled' | 'rejected' | null {
  if (code === 132015) return 'paused';
  if (code === 132016) return 'disabled';
  return code === 132001 || code === 132007 ? 'rejected' : null;
}
