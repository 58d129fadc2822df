import type { Fact } from '../events/event-log';

/** Events of one lead stay in one queue, so that no consumer sees them out of order. */
export function factSubject(leadId: string | null, whatsappContactId: string): string {
  return leadId ?? whatsappContactId;
}

/** A message of nobody's lead is a matter of operations: there is no subject that could decide who sees it. */
export function seenBy(facts: readonly Fact[], leadId: string | null): Fact[] {
  if (leadId !== null) return [...facts];
  return facts.map((fact) => ({
    ...fact,
    definition: { ...fact.definition, audience: 'operations' },
  }));
}
