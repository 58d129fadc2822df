/** Hands a file to the person; the address may be one of the server, or of data made here. */
export function save(name: string, href: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

export type CsvValue = string | number | null;

const BOM = '\ufeff';

/** A spreadsheet would compute what begins like this. */
const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text);

function csvField(value: CsvValue, locale: string): string {
  if (value === null) return '';
  if (typeof value === 'number')
    return locale === 'de' ? String(value).replace('.', ',') : String(value);
  const text = isFormula(value) ? `'${value}` : value;
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** UTF-8 with BOM and `;`, as Excel opens it; numbers with the decimal sign of the language, unknown values empty. */
export function csvOf(rows: readonly (readonly CsvValue[])[], locale: string): string {
  const lines = rows.map((row) => row.map((value) => csvField(value, locale)).join(';'));
  return `${BOM}${lines.join('\r\n')}\r\n`;
}

export function saveText(name: string, type: string, content: string): void {
  const href = URL.createObjectURL(new Blob([content], { type }));
  save(name, href);
  URL.revokeObjectURL(href);
}
