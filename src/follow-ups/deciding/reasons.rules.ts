/** What a decision can come to. */
export type Outcome = 'queued' | 'skipped' | 'deferred' | 'cancelled';
export type Language = 'de' | 'en';

interface Texts {
  /** The fact, as a sentence about one follow-up. */
  readonly says: string;
  /** What would have to be otherwise, after "if" or „wenn". */
  readonly unless: string;
}

interface Reason {
  readonly outcome: Exclude<Outcome, 'queued'>;
  readonly de: Texts;
  readonly en: Texts;
}

const reason = (outcome: Reason['outcome'], de: Texts, en: Texts): Reason => ({ outcome, de, en });

/** Every reason against sending now, with its texts: the one place that screens, traces and documents read. */
export const REASONS = {
  PAUSED: reason(
    'deferred',
    { says: 'Die Automatik ist angehalten.', unless: 'die Automatik liefe' },
    { says: 'The automation is paused.', unless: 'the automation were running' },
  ),
  FENCED: reason(
    'deferred',
    {
      says: 'Diese Datenbank wurde an einem anderen Ort wiederhergestellt und noch nicht bestätigt.',
      unless: 'die Administration diesen Ort bestätigt hätte',
    },
    {
      says: 'This database was restored elsewhere and has not been confirmed.',
      unless: 'an administrator had confirmed this place',
    },
  ),
  LEAD_CONVERTED: reason(
    'cancelled',
    { says: 'Der Lead ist Kunde geworden.', unless: 'der Lead noch kein Kunde wäre' },
    { says: 'The lead has become a customer.', unless: 'the lead were not a customer yet' },
  ),
  LEAD_LOST: reason(
    'cancelled',
    { says: 'Der Lead wurde als verloren geschlossen.', unless: 'der Lead offen wäre' },
    { says: 'The lead was closed as lost.', unless: 'the lead were open' },
  ),
  MERGED: reason(
    'cancelled',
    {
      says: 'Der Lead ging in einem anderen auf.',
      unless: 'der Lead nicht in einem anderen aufgegangen wäre',
    },
    {
      says: 'The lead became part of another one.',
      unless: 'the lead had not become part of another one',
    },
  ),
  LEAD_LAPSED: reason(
    'cancelled',
    {
      says: 'Der Schutz des Leads ist erloschen, er ist frei.',
      unless: 'der Schutz des Leads noch bestünde',
    },
    {
      says: "The lead's protection has lapsed; it is free.",
      unless: "the lead's protection still stood",
    },
  ),
  LEAD_ERASED: reason(
    'cancelled',
    { says: 'Der Lead wurde gelöscht.', unless: 'es den Lead noch gäbe' },
    { says: 'The lead was erased.', unless: 'the lead still existed' },
  ),
  NO_OWNER: reason(
    'deferred',
    { says: 'Niemand betreut den Lead.', unless: 'jemand Aktives den Lead betreute' },
    { says: 'Nobody looks after the lead.', unless: 'somebody active looked after the lead' },
  ),
  CLOCK_STOPPED: reason(
    'deferred',
    { says: 'Die Uhr des Leads ist angehalten.', unless: 'die Uhr des Leads liefe' },
    { says: "The lead's clock is stopped.", unless: "the lead's clock were running" },
  ),
  NO_CHANNEL: reason(
    'skipped',
    {
      says: 'Kein Ansprechpartner ist auf diesem Kanal erreichbar.',
      unless: 'ein Ansprechpartner eine nutzbare Adresse hätte',
    },
    {
      says: 'No contact can be reached on this channel.',
      unless: 'a contact had an address that may be used',
    },
  ),
  NO_CONSENT: reason(
    'skipped',
    {
      says: 'Es fehlt eine Einwilligung für Werbung auf diesem Kanal.',
      unless: 'die Einwilligung vorläge',
    },
    {
      says: 'There is no legal basis for advertising on this channel.',
      unless: 'the consent were given',
    },
  ),
  SUPPRESSED: reason(
    'skipped',
    {
      says: 'Die Adresse ist gesperrt: abgemeldet, unzustellbar oder Beschwerde.',
      unless: 'die Adresse nicht gesperrt wäre',
    },
    {
      says: 'The address is suppressed: unsubscribed, bounced or complained.',
      unless: 'the address were not suppressed',
    },
  ),
  ANSWERED: reason(
    'cancelled',
    { says: 'Der Lead hat geantwortet.', unless: 'der Lead nicht geantwortet hätte' },
    { says: 'The lead has answered.', unless: 'the lead had not answered' },
  ),
  ACTIVE_CONVERSATION: reason(
    'skipped',
    {
      says: 'Seit dem letzten Schritt gab es einen persönlichen Kontakt.',
      unless: 'es seit dem letzten Schritt keinen persönlichen Kontakt gegeben hätte',
    },
    {
      says: 'There was a personal contact since the last step.',
      unless: 'there had been no personal contact since the last step',
    },
  ),
  PREVIOUS_OPEN: reason(
    'deferred',
    { says: 'Der Schritt davor ist noch offen.', unless: 'der Schritt davor erledigt wäre' },
    { says: 'The step before is still open.', unless: 'the step before were done' },
  ),
  TOO_SOON: reason(
    'deferred',
    {
      says: 'Der Abstand zum Schritt davor ist noch zu kurz.',
      unless: 'der Abstand zum Schritt davor groß genug wäre',
    },
    {
      says: 'It is too soon after the step before.',
      unless: 'enough time had passed since the step before',
    },
  ),
  FREQUENCY_CAP: reason(
    'deferred',
    {
      says: 'Der Lead hat in letzter Zeit genug Nachrichten bekommen.',
      unless: 'die Obergrenze an Nachrichten nicht erreicht wäre',
    },
    {
      says: 'The lead has had enough messages lately.',
      unless: 'the cap on messages had not been reached',
    },
  ),
  HOLD_OUT: reason(
    'skipped',
    {
      says: 'Der Lead gehört zur Vergleichsgruppe ohne Follow-ups.',
      unless: 'der Lead nicht zur Vergleichsgruppe gehörte',
    },
    {
      says: 'The lead belongs to the group that gets no follow-ups, for comparison.',
      unless: 'the lead did not belong to the group for comparison',
    },
  ),
  AWAITING_APPROVAL: reason(
    'deferred',
    { says: 'Die Freigabe steht aus.', unless: 'die Freigabe erteilt wäre' },
    { says: 'The approval is outstanding.', unless: 'the approval were given' },
  ),
  TOO_LATE: reason(
    'skipped',
    {
      says: 'Der Zeitpunkt, bis zu dem der Schritt sinnvoll war, ist vorbei.',
      unless: 'rechtzeitig entschieden worden wäre',
    },
    {
      says: 'The time up to which the step made sense is over.',
      unless: 'it had been decided in time',
    },
  ),
  LATE_SPREAD: reason(
    'deferred',
    {
      says: 'Verspätete Schritte werden verteilt nachgeholt.',
      unless: 'rechtzeitig entschieden worden wäre',
    },
    {
      says: 'Late steps are made up for one after another.',
      unless: 'it had been decided in time',
    },
  ),
  OUTSIDE_WINDOW: reason(
    'deferred',
    {
      says: 'Beim Lead ist gerade keine Sendezeit: Nacht, Wochenende oder Feiertag.',
      unless: 'beim Lead Sendezeit wäre',
    },
    {
      says: 'It is no time to send where the lead is: night, weekend or holiday.',
      unless: 'it were a time to send where the lead is',
    },
  ),
  TEMPLATE_INCOMPLETE: reason(
    'deferred',
    {
      says: 'Es fehlt eine veröffentlichte Vorlage oder ein Wert darin.',
      unless: 'die Vorlage veröffentlicht und vollständig wäre',
    },
    {
      says: 'A published template or a value for it is missing.',
      unless: 'the template were published and complete',
    },
  ),
  CHANNEL_FAILED: reason(
    'deferred',
    {
      says: 'Der Kanal konnte nicht zustellen; es geht über den anderen weiter.',
      unless: 'der Kanal hätte zustellen können',
    },
    {
      says: 'The channel could not deliver it; it goes by the other one.',
      unless: 'the channel had been able to deliver it',
    },
  ),
  OPTED_OUT: reason(
    'cancelled',
    { says: 'Der Ansprechpartner hat widersprochen.', unless: 'niemand widersprochen hätte' },
    { says: 'The contact has objected.', unless: 'nobody had objected' },
  ),
  STOPPED: reason(
    'cancelled',
    { says: 'Der Ablauf wurde von Hand beendet.', unless: 'der Ablauf nicht beendet worden wäre' },
    { says: 'The sequence was ended by hand.', unless: 'the sequence had not been ended' },
  ),
  SKIPPED_BY_HAND: reason(
    'skipped',
    {
      says: 'Der Schritt wurde von Hand übersprungen.',
      unless: 'niemand den Schritt übersprungen hätte',
    },
    { says: 'The step was skipped by hand.', unless: 'nobody had skipped the step' },
  ),
  DONE_BY_HAND: reason(
    'skipped',
    {
      says: 'Der Schritt wurde persönlich erledigt.',
      unless: 'niemand den Schritt persönlich erledigt hätte',
    },
    { says: 'The step was done in person.', unless: 'nobody had done the step in person' },
  ),
  WITHDRAWN: reason(
    'cancelled',
    {
      says: 'Die Nachricht wurde vor der Übergabe zurückgezogen.',
      unless: 'die Nachricht nicht zurückgezogen worden wäre',
    },
    {
      says: 'The message was withdrawn before it was handed over.',
      unless: 'the message had not been withdrawn',
    },
  ),
  NO_ANCHOR: reason(
    'cancelled',
    {
      says: 'Der Import hat für diesen Lead keine Follow-ups vorgesehen.',
      unless: 'der Import Follow-ups vorgesehen hätte',
    },
    {
      says: 'The import wanted no follow-ups for this lead.',
      unless: 'the import had wanted follow-ups',
    },
  ),
  STAGE_TOO_LOW: reason(
    'cancelled',
    {
      says: 'Der Lead hat noch keinen Ansprechpartner.',
      unless: 'der Lead einen Ansprechpartner hätte',
    },
    { says: 'The lead has no contact yet.', unless: 'the lead had a contact' },
  ),
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof REASONS;

/** Deferrals that end by themselves at an instant known beforehand; all others wait for somebody. */
export const ENDS_BY_TIME: readonly (ReasonCode | null)[] = [
  'TOO_SOON',
  'FREQUENCY_CAP',
  'LATE_SPREAD',
  'OUTSIDE_WINDOW',
];

export function isReason(code: string): code is ReasonCode {
  return Object.hasOwn(REASONS, code);
}

export function outcomeOf(code: ReasonCode): Exclude<Outcome, 'queued'> {
  return REASONS[code].outcome;
}

/** The guards in the order in which they are asked, with their names on the screen. */
export const GUARDS = {
  automation: { de: 'Automatik läuft', en: 'Automation running' },
  lead: { de: 'Lead offen', en: 'Lead open' },
  owner: { de: 'Betreuer aktiv', en: 'Owner active' },
  clock: { de: 'Uhr läuft', en: 'Clock running' },
  channel: { de: 'Erreichbar', en: 'Reachable' },
  consent: { de: 'Einwilligung', en: 'Consent' },
  suppression: { de: 'Nicht gesperrt', en: 'Not suppressed' },
  answer: { de: 'Keine Antwort', en: 'No answer' },
  activity: { de: 'Kein persönlicher Kontakt', en: 'No personal contact' },
  distance: { de: 'Abstand zum Schritt davor', en: 'Distance to the step before' },
  frequency: { de: 'Obergrenze der Nachrichten', en: 'Cap on messages' },
  holdOut: { de: 'Nicht in der Vergleichsgruppe', en: 'Not held out' },
  approval: { de: 'Freigabe', en: 'Approval' },
  lateness: { de: 'Rechtzeitig', en: 'In time' },
  window: { de: 'Sendezeit', en: 'Send window' },
  template: { de: 'Vorlage vollständig', en: 'Template complete' },
} as const;

export type GuardKey = keyof typeof GUARDS;
