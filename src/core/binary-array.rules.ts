const TEXT_OID = 25;
const UUID_OID = 2950;
const INT4_OID = 23;
const DIMENSION_BYTES = 20;
const NONE = Buffer.alloc(0);

type Bytes = Uint8Array | null;

/**
 * Arrays as PostgreSQL sends and takes them in binary (array_recv), for parameters of hot paths: written as text, every
 * element would be searched for what needs escaping, on both sides. Text must be UTF-8 without NUL.
 */
export function textArray(values: readonly (string | Uint8Array | null)[]): Buffer {
  return arrayOf(
    TEXT_OID,
    values.map((value) => (typeof value === 'string' ? Buffer.from(value) : value)),
  );
}

/** @param values of 16 bytes each */
export function uuidArray(values: readonly Uint8Array[]): Buffer {
  return arrayOf(UUID_OID, values);
}

export function int4Array(values: readonly number[]): Buffer {
  return arrayOf(
    INT4_OID,
    values.map((value) => {
      const bytes = Buffer.allocUnsafe(4);
      bytes.writeInt32BE(value);
      return bytes;
    }),
  );
}

function arrayOf(elementOid: number, values: readonly Bytes[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), DIMENSION_BYTES);
  const array = Buffer.allocUnsafe(size);
  let at = 0;
  const int32 = (value: number) => {
    at = array.writeInt32BE(value, at);
  };
  // One dimension that begins at 1; that elements may be null; what they are.
  for (const value of [1, 1, elementOid, values.length, 1]) int32(value);
  for (const value of values) {
    int32(value?.length ?? -1);
    array.set(value ?? NONE, at);
    at += value?.length ?? 0;
  }
  return array;
}
