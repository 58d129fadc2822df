/** `contactName` and `contact_name` are one name. */
function plain(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
}

/** Those variables of a template that are known, by the template's own names. */
export function filledFor(
  variables: readonly string[],
  known: Readonly<Record<string, string | null>>,
): Record<string, string> {
  return Object.fromEntries(
    variables.flatMap((name) => {
      const value = known[plain(name)];
      return value ? [[name, value] as const] : [];
    }),
  );
}

/** Variables of a template without a value. */
export function missingOf(
  variables: readonly string[],
  values: Readonly<Record<string, string>>,
): string[] {
  return variables.filter((name) => (values[name] ?? '').trim() === '');
}

/** A template as its reader sees it; places are `{{name}}`, or numbered in the order of the variables. */
export function bodyOf(body: string, values: Readonly<Record<string, string>>): string {
  return body.replace(/\{\{\s*(\w+)\s*\}\}/g, (place, name: string) => values[name] ?? place);
}

/** What a button of a template says when it is tapped, where nothing more is known than its meaning. */
export function payloadsOf(actions: readonly string[]): string[] {
  return actions.map((action) => PAYLOADS[action] ?? 'v1:menu');
}

const PAYLOADS: Readonly<Record<string, string>> = {
  unlock: 'v1:unlock:all',
  all: 'v1:unlock:all',
  latest: 'v1:unlock:latest',
  interested: 'v1:interested',
  optout: 'v1:optout',
};
