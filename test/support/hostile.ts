import fc from 'fast-check';
import { type Api, NOBODY, type Operation, type Schema } from './openapi';

/** A request that nobody should be able to do anything with. */
export interface HostileRequest {
  readonly operation: Operation;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

const nested = (levels: number): unknown => (levels === 0 ? 'x' : [nested(levels - 1)]);
const DATES = ['2026-02-30', '0000-00-00T00:00:00Z', '+275760-09-13T00:00:00.001Z', '9999-12-31'];
const TEXTS = [
  '',
  ' ',
  '\u0000',
  'ab\u0000cd',
  '\ud800',
  '\u202egnp.exe',
  "'; DROP TABLE leads; --",
  '{{ 7 | times: 7 }}',
  '${7*7}',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  'a@b.example\r\nBcc: c@d.example',
  '=HYPERLINK("https://evil.example")',
  '%00',
  '%',
  'NaN',
  '-0',
  '1e400',
  '0x10',
  'null',
  '__proto__',
  NOBODY,
  'x'.repeat(70_000),
  ...DATES,
];

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 60 }));
const number = fc.constantFrom(
  -1,
  0,
  0.5,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  9e15 + 0.5,
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: number },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  fc.constantFrom<unknown>(null, true, [], {}, nested(40), { $ne: null }, { length: -1 }),
  fc.array(text, { maxLength: 300 }),
);

/** Requests to every operation that takes anything: shapes that fit, filled with what does not. */
export function hostileRequest(
  api: Api,
  known: Readonly<Record<string, string>>,
): fc.Arbitrary<HostileRequest> {
  const operations = api.operations.filter(
    ({ method, body, path }) => method === 'GET' || body !== null || path.includes('{'),
  );
  return fc
    .constantFrom(...operations.filter(({ path }) => !path.endsWith('-stream')))
    .chain((operation) =>
      fc.record({
        operation: fc.constant(operation),
        path: pathOf(operation, Object.values(known)),
        headers: headersOf(operation),
        body: operation.body ? bodyOf(api, operation.body) : fc.constant(null),
      }),
    );
}

/** Without a body only the path can be wrong, so then it always is. */
function pathOf({ path, parameters, method, body }: Operation, ids: string[]) {
  const segment = text
    .map((given) => encodeURIComponent(wellFormed(given.slice(0, 200))))
    .filter((encoded) => encoded !== '' && !/^\.{1,2}$/.test(encoded));
  const mayFit = method === 'GET' || body !== null;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([name]) => name);
  const values = fc.tuple(
    ...names.map(() => (mayFit ? fc.oneof(fc.constantFrom(...ids), segment) : segment)),
  );
  const inQuery = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  const query = fc.dictionary(
    fc.constantFrom(...inQuery, 'unbekannt', 'limit', 'cursor', '__proto__'),
    text.map((given) => given.slice(0, 4000)),
    { maxKeys: 4 },
  );
  return fc.tuple(values, query).map(([given, asked]) => {
    const filled = names.reduce(
      (whole, name, n) => whole.replace(name, () => given[n] ?? ''),
      path,
    );
    const pairs = Object.entries(asked).map(
      ([key, one]) => `${key}=${encodeURIComponent(wellFormed(one))}`,
    );
    return method === 'GET' && pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled;
  });
}

function headersOf({ body }: Operation) {
  const printable = fc.string({ maxLength: 300 });
  const type =
    body === null
      ? fc.constant(undefined)
      : fc.constantFrom(
          'application/json',
          'application/json',
          'application/json',
          'text/html',
          'application/xml',
          'x',
        );
  return fc
    .record({
      'content-type': type,
      'if-match': fc.oneof(fc.constant(undefined), printable),
      'x-request-id': fc.oneof(fc.constant(undefined), printable),
      'accept-language': fc.oneof(fc.constant(undefined), printable),
    })
    .map((headers) =>
      Object.fromEntries(
        Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined),
      ),
    );
}

/** Each has at least one fault: a member that nobody knows, another shape, or no JSON at all. */
function bodyOf(api: Api, schema: Schema): fc.Arbitrary<HostileRequest['body']> {
  const shaped = filled(api, schema).map((given) =>
    JSON.stringify({ ...(given as object), unbekannt: true }),
  );
  const notJson = fc.oneof(
    text.map((given) => `{"a":${given}`),
    fc
      .uint8Array({ minLength: 1, maxLength: 200 })
      .map((bytes) => new Uint8Array([0xff, ...bytes])),
  );
  const other = fc
    .oneof(text, number, fc.constantFrom(null, true))
    .map((one) => JSON.stringify(one));
  return fc.oneof({ weight: 8, arbitrary: shaped }, notJson, other);
}

/** What the schema asks for, with some of it replaced. */
function filled(api: Api, given: Schema, depth = 0): fc.Arbitrary<unknown> {
  const schema = api.resolve(given);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices && depth < 6)
    return fc.oneof(...choices.map((choice) => filled(api, choice, depth + 1)));
  if (schema.type === 'object' && schema.properties && depth < 6) {
    const members = Object.entries(schema.properties).map(
      ([key, inner]) => [key, fc.oneof(filled(api, inner, depth + 1), value)] as const,
    );
    return fc.record(Object.fromEntries(members), { requiredKeys: [...(schema.required ?? [])] });
  }
  if (schema.type === 'array' && schema.items && depth < 6)
    return fc.array(filled(api, schema.items, depth + 1), { maxLength: 3 });
  return fc.oneof({ weight: 2, arbitrary: fc.constant(api.example(schema)) }, value);
}

/** Half a character cannot be sent as an address. */
function wellFormed(given: string): string {
  return Buffer.from(given).toString();
}
