type Both = Readonly<Record<'de' | 'en', string>>;

/** Sentences of the feed, by what happened. `{company}` stands in each, so that a reader finds the name. */
export const SENTENCES = {
  sent: { de: '{step} an {company} gesendet', en: '{step} sent to {company}' },
  mailSent: { de: 'E-Mail an {company} gesendet', en: 'E-mail sent to {company}' },
  failed: { de: 'E-Mail an {company} nicht gesendet', en: 'E-mail to {company} not sent' },
  unknown: {
    de: 'Ungeklärt, ob die E-Mail an {company} angekommen ist',
    en: 'Not known whether the e-mail to {company} has arrived',
  },
  suppressed: { de: 'E-Mail an {company} zurückgehalten', en: 'E-mail to {company} held back' },
  bounced: { de: 'E-Mail an {company} kam zurück', en: 'E-mail to {company} came back' },
  skipped: { de: '{step} für {company} übersprungen', en: '{step} for {company} skipped' },
  deferred: { de: '{step} für {company} verschoben', en: '{step} for {company} deferred' },
  cancelled: { de: '{step} für {company} entfällt', en: '{step} for {company} is off' },
  paused: { de: 'Follow-ups für {company} pausiert', en: 'Follow-ups for {company} paused' },
  resumed: {
    de: 'Follow-ups für {company} laufen weiter',
    en: 'Follow-ups for {company} go on',
  },
  answered: { de: '{company} hat geantwortet: {class}', en: '{company} answered: {class}' },
  autoReply: { de: 'Automatische Antwort von {company}', en: 'Automatic reply of {company}' },
  reported: { de: 'Gespräch mit {company}: {class}', en: 'Talk with {company}: {class}' },
  reclassified: {
    de: 'Antwort von {company} eingestuft: {class}',
    en: 'Answer of {company} classified: {class}',
  },
  opened: { de: '{company} hat unsere E-Mail geöffnet', en: '{company} opened our e-mail' },
  clicked: {
    de: '{company} hat einen Link in unserer E-Mail angeklickt',
    en: '{company} clicked a link in our e-mail',
  },
  complained: {
    de: '{company} hat eine E-Mail als Spam gemeldet',
    en: '{company} reported an e-mail as spam',
  },
  unsubscribed: {
    de: '{company} möchte keine E-Mails mehr',
    en: '{company} wants no more e-mails',
  },
  converted: { de: '{company} ist Kunde', en: '{company} is a customer' },
  refused: { de: 'Kundenanlage von {company} abgelehnt', en: 'Conversion of {company} refused' },
  undone: {
    de: 'Kundenanlage von {company} zurückgenommen',
    en: 'Conversion of {company} taken back',
  },
  ordered: { de: '{company} hat bestellt: {amount}', en: '{company} ordered: {amount}' },
  activated: {
    de: 'Erste Lieferung bei {company}',
    en: 'First delivery at {company}',
  },
  chance: { de: 'Chance bei {company}: {amount}', en: 'Opportunity at {company}: {amount}' },
  chanceMoved: {
    de: 'Chance bei {company} ({amount}): jetzt {stage}',
    en: 'Opportunity at {company} ({amount}): now {stage}',
  },
  chanceWon: { de: 'Bei {company} gewonnen: {amount}', en: 'Won at {company}: {amount}' },
  chanceLost: { de: 'Bei {company} verloren: {amount}', en: 'Lost at {company}: {amount}' },
  activity: { de: '{activity} bei {company}', en: '{activity} with {company}' },
  taskOpened: { de: 'Aufgabe zu {company}: {task}', en: 'Task about {company}: {task}' },
  taskDone: {
    de: 'Aufgabe zu {company} erledigt: {task}',
    en: 'Task about {company} done: {task}',
  },
  sample: { de: 'Muster bei {company} angekommen', en: 'Sample arrived at {company}' },
  registered: { de: '{company} als Lead erfasst', en: '{company} added as a lead' },
  assigned: { de: '{company} gehört jetzt {owner}', en: '{company} now belongs to {owner}' },
  released: { de: '{company} ist frei', en: '{company} is free' },
  merged: {
    de: '{company} ging in einem anderen Lead auf',
    en: '{company} became part of another lead',
  },
  unmerged: { de: '{company} steht wieder für sich', en: '{company} stands for itself again' },
  status: { de: '{company} ist jetzt {status}', en: '{company} is now {status}' },
  reminded: {
    de: 'Schutz von {company} läuft bald ab',
    en: 'Protection of {company} ends soon',
  },
  lapsed: { de: 'Schutz von {company} ist erloschen', en: 'Protection of {company} has lapsed' },
  extended: {
    de: 'Schutz von {company} um {days} Tage verlängert',
    en: 'Protection of {company} extended by {days} days',
  },
  stopped: { de: 'Uhr von {company} angehalten', en: 'Clock of {company} stopped' },
  restarted: { de: 'Uhr von {company} läuft wieder', en: 'Clock of {company} runs again' },
} as const satisfies Record<string, Both>;
export type SentenceKey = keyof typeof SENTENCES;

/** Codes of events as people say them. */
export const CODES: Readonly<Record<string, Both>> = {
  POSITIVE: { de: 'Positiv', en: 'Positive' },
  ENGAGED: { de: 'Interessiert', en: 'Engaged' },
  NEUTRAL: { de: 'Neutral', en: 'Neutral' },
  NEGATIVE: { de: 'Negativ', en: 'Negative' },
  UNSUBSCRIBE: { de: 'Abmeldung', en: 'Unsubscribe' },
  REGISTERED: { de: 'registriert', en: 'registered' },
  ACTIVE: { de: 'aktiv', en: 'active' },
  QUALIFIED: { de: 'qualifiziert', en: 'qualified' },
  LOST: { de: 'verloren', en: 'lost' },
  QUALIFICATION: { de: 'Qualifizierung', en: 'qualification' },
  NEEDS: { de: 'Bedarf', en: 'needs' },
  PROPOSAL: { de: 'Angebot', en: 'proposal' },
  NEGOTIATION: { de: 'Verhandlung', en: 'negotiation' },
  CALL: { de: 'Anruf', en: 'Call' },
  QUALIFIED_CALL: { de: 'Qualifizierter Anruf', en: 'Qualified call' },
  EMAIL: { de: 'E-Mail', en: 'E-mail' },
  MEETING: { de: 'Termin', en: 'Meeting' },
  DEMO: { de: 'Vorführung', en: 'Demo' },
  ROI_PRESENTATION: { de: 'Wirtschaftlichkeit gezeigt', en: 'Return on investment shown' },
  SAMPLE_SENT: { de: 'Muster versendet', en: 'Sample sent' },
  SAMPLE_FEEDBACK: { de: 'Rückmeldung zum Muster', en: 'Sample feedback' },
  NOTE: { de: 'Notiz', en: 'Note' },
  INQUIRY: { de: 'Anfrage vom Webformular', en: 'Inquiry by web form' },
  FOLLOW_UP: { de: 'Persönliches Follow-up', en: 'Follow-up in person' },
  SUCCESSFUL: { de: 'Erfolgreich', en: 'Successful' },
  UNSUCCESSFUL: { de: 'Erfolglos', en: 'Unsuccessful' },
  NO_ANSWER: { de: 'Nicht erreicht', en: 'No answer' },
  CALLBACK_REQUESTED: { de: 'Rückruf erbeten', en: 'Callback requested' },
  INFO_SENT: { de: 'Unterlagen gesendet', en: 'Information sent' },
  CONSENT_MISSING: { de: 'Einwilligung einholen', en: 'Ask for consent' },
  OWNER_MISSING: { de: 'jemanden für den Lead finden', en: 'find somebody for the lead' },
  PROTECTION_PROGRESS: { de: 'Fortschritt zeigen', en: 'show progress' },
  PROTECTION_LAPSED: { de: 'Lead neu vergeben', en: 'assign the lead anew' },
  CLOCK_STOP_REQUESTED: { de: 'über die Uhr entscheiden', en: 'decide on the clock' },
  MARK_AS_LOST: { de: 'Absage prüfen', en: 'check the refusal' },
  WEB_INQUIRY: { de: 'Anfrage beantworten', en: 'answer the inquiry' },
  ANSWER_CHAT: { de: 'Nachricht beantworten', en: 'answer the message' },
  SEND_CONTENT: { de: 'Unterlagen selbst senden', en: 'send the documents yourself' },
  LEGAL_THREAT: { de: 'rechtliche Drohung beantworten', en: 'answer a legal threat' },
  CONTACT_LEFT: { de: 'Nachfolge klären', en: 'find a successor' },
  CONVERSION_RULE: { de: 'Antwort ansehen', en: 'look at the answer' },
  CALLBACK: { de: 'zurückrufen', en: 'call back' },
  APPROVE_CONVERSION: { de: 'Kundenanlage freigeben', en: 'approve the conversion' },
};

/** What stands beside a sentence. */
export const DETAILS = {
  toReview: { de: 'zu prüfen', en: 'to review' },
  byRule: { de: 'durch Regel', en: 'by rule' },
  hard: { de: 'Adresse gibt es nicht mehr', en: 'The address is no more' },
  soft: { de: 'vorübergehend', en: 'for the time being' },
  delivered: { de: 'geliefert', en: 'delivered' },
  until: { de: 'bis {at}', en: 'until {at}' },
  due: { de: 'fällig {at}', en: 'due {at}' },
} as const satisfies Record<string, Both>;

export const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '');
