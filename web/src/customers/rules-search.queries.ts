import { oneOf, searchOf, uuid } from '../core/url';

export const RULE_PANELS = ['rules', 'json', 'dry-run', 'replay', 'switch'] as const;
export type RulePanel = (typeof RULE_PANELS)[number];

/** The URL of the rules: which version, which view of it, and the lead that is tried or compared. */
export const rulesSearch = searchOf({
  set: uuid,
  panel: oneOf(RULE_PANELS),
  lead: uuid,
});
export type RulesSearch = ReturnType<typeof rulesSearch>;
