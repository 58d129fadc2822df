import type { EventData, ResponseClassified } from '../../events/catalogue';
import type { Response } from './response.entity';

/** As follow-ups name what their mails are about. */
const FOLLOW_UP = 'follow-up';

/** The fact of a class, without a word of the answer. */
export function factsOf(response: Response): EventData<typeof ResponseClassified> {
  const { aboutKind, aboutId } = response;
  const about = aboutKind !== null && aboutId !== null ? { kind: aboutKind, id: aboutId } : null;
  return {
    responseId: response.id,
    version: response.version,
    leadId: response.subjectId,
    contactId: response.contactId,
    class: response.class,
    confidence: response.confidence,
    channel: response.channel,
    state: response.state,
    evidence: response.evidence[0]?.rule ?? null,
    decidedBy: response.decidedBy,
    followUpId: about?.kind === FOLLOW_UP ? about.id : null,
    about,
    pauseUntil: response.pauseUntilOn,
    receivedAt: response.receivedAt.toISOString(),
  };
}
