/** Data as they are, to read and to copy. */
export function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <pre className="json" role="region" aria-label={label} tabIndex={0}>
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}
