import type { ConversionGround } from './conversions.service';

/** What an activity says of a conversion, in codes that no language needs. */
export function citation(number: string, ground: ConversionGround | null): string {
  if (!ground) return number;
  const { rule, responseId, followUpId } = ground;
  return [
    number,
    `rule ${rule.key} v${String(rule.setVersion)}`,
    `response ${responseId}`,
    ...(followUpId === null ? [] : [`follow-up ${followUpId}`]),
  ].join(' · ');
}
