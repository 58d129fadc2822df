/** Words that describe and bind nobody. */
const DESCRIPTIVE = new Set(['$schema', '$id', 'title', 'description', 'examples', 'default']);
const STRUCTURAL = new Set(['properties', 'required', 'items', 'anyOf', 'enum', 'type', 'const']);

/**
 * What a reader of the old JSON Schema could no longer rely on under the new one. Rows of the log stay for years and are read
 * by both, so a landed event may gain optional properties and values of a choice, and nothing else.
 * @returns one sentence a difference; none when the change is compatible
 */
export function incompatibilities(before, after, path = 'data') {
  if (before.anyOf || after.anyOf) return alternatives(before, after, path);
  if (JSON.stringify(before.type) !== JSON.stringify(after.type))
    return [`${path} was ${nameOf(before)} and is ${nameOf(after)}`];
  return [
    ...choices(before, after, path),
    ...limits(before, after, path),
    ...properties(before, after, path),
    ...(before.items && after.items
      ? incompatibilities(before.items, after.items, `${path}[]`)
      : []),
  ];
}

function nameOf(schema) {
  if (schema.type) return [schema.type].flat().join(' or ');
  return schema.const === undefined ? 'anything' : JSON.stringify(schema.const);
}

function valuesOf(schema) {
  return schema.enum ?? (schema.const === undefined ? null : [schema.const]);
}

function choices(before, after, path) {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  if (!old && now) return [`${path} took any value and is now a choice`];
  if (old && !now) return [`${path} was a choice and now takes any value`];
  return (old ?? [])
    .filter((value) => !now.includes(value))
    .map((value) => `${path} can no longer be ${JSON.stringify(value)}`);
}

function limits(before, after, path) {
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keywords]
    .filter((keyword) => !DESCRIPTIVE.has(keyword) && !STRUCTURAL.has(keyword))
    .filter((keyword) => JSON.stringify(before[keyword]) !== JSON.stringify(after[keyword]))
    .map((keyword) => `${path} has another ${keyword}`);
}

function properties(before, after, path) {
  const [old, now] = [before.properties ?? {}, after.properties ?? {}];
  const [needed, needs] = [new Set(before.required), new Set(after.required)];
  return [
    ...Object.keys(old)
      .filter((name) => !(name in now))
      .map((name) => `${path}.${name} is gone`),
    ...[...needed]
      .filter((name) => name in now && !needs.has(name))
      .map((name) => `${path}.${name} was always there and is now optional`),
    ...[...needs]
      .filter((name) => !needed.has(name))
      .map((name) => `${path}.${name} is required, but older events lack it`),
    ...Object.keys(old)
      .filter((name) => name in now)
      .flatMap((name) => incompatibilities(old[name], now[name], `${path}.${name}`)),
  ];
}

function alternatives(before, after, path) {
  const [old, now] = [before.anyOf ?? [before], after.anyOf ?? [after]];
  const fits = (one, all) => all.some((other) => incompatibilities(one, other, path).length === 0);
  return [
    ...old
      .filter((one) => !fits(one, now))
      .map((one) => `${path} can no longer be ${nameOf(one)} as it was`),
    ...now
      .filter((one) => !old.some((other) => nameOf(other) === nameOf(one)))
      .map((one) => `${path} can now be ${nameOf(one)}`),
  ];
}
