import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, type Tx } from '../../core/database';
import { Sealing } from '../../core/sealing';
import { EventLog } from '../../events';
import { LeadSampleRated } from '../../events/catalogue';
import { systemScope } from '../../identity';
import { ActivityLog } from '../activities/activity-log.service';
import { ContactLocks } from '../contacts/contact-locks.service';
import type { ShownFeedback } from './feedback-page.rules';
import { type Feedback, feedbackEnd, feedbackState, isSame } from './feedback.rules';
import { Sample } from './sample.entity';

const PURPOSE = 'leads.sample-feedback';
const TOKEN = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})([\w-]{22})$/;
const JOB = 'leads.sample-feedback';

/** What people say of a sample that they got, by a signed link: no table holds what opens it. */
@Injectable()
export class SampleFeedback {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sealing: Sealing,
    private readonly events: EventLog,
    private readonly activities: ActivityLog,
    private readonly locks: ContactLocks,
  ) {}

  /** The link for whoever got the box; null before it arrived and when its time is over. */
  link(sample: Pick<Sample, 'id' | 'state' | 'deliveredAt'>): { url: string; until: Date } | null {
    const until = feedbackEnd(sample);
    const state = feedbackState(sample, this.clock.now());
    if (until === null || (state !== 'asking' && state !== 'given')) return null;
    const token = `${sample.id.replaceAll('-', '')}${this.sealing.signature(PURPOSE, sample.id)}`;
    return { url: `${this.config.publicUrl}/f/feedback/${token}`, until };
  }

  /** Changes nothing, however often it is asked. @returns null for a link that is not ours */
  async look(token: string): Promise<ShownFeedback | null> {
    const id = this.idOf(token);
    if (id === null) return null;
    return this.db.transaction(systemScope(JOB), async (tx) => {
      const sample = await tx.manager.findOneBy(Sample, { id });
      return sample && this.shown(sample);
    });
  }

  /** Keeps what somebody says; the first time it is an activity of the lead, afterwards a correction of what that says. */
  async give(token: string, feedback: Feedback, requestId: string): Promise<ShownFeedback | null> {
    const id = this.idOf(token);
    if (id === null) return null;
    return this.db.transaction(systemScope(JOB, requestId), async (tx) => {
      const known = await tx.manager.findOneBy(Sample, { id });
      if (!known) return null;
      // Addresses before rows, as everywhere.
      await this.locks.lock(tx, known.leadId);
      const sample = await tx.manager.findOne(Sample, {
        where: { id },
        lock: { mode: 'for_no_key_update' },
      });
      if (!sample) return null;
      const { state, feedback: before } = this.shown(sample);
      if (state !== 'asking' && state !== 'given') return this.shown(sample);
      if (before && isSame(before, feedback)) return this.shown(sample);
      const now = this.clock.now();
      const { taste: feedbackTaste, ease: feedbackEase, notes: feedbackNotes } = feedback;
      const patch = {
        ...{ state: 'FEEDBACK' as const, feedbackTaste, feedbackEase, feedbackNotes },
        ...{ feedbackAt: sample.feedbackAt ?? now, changedAt: now },
        feedbackNumber: sample.feedbackNumber + 1,
      };
      await tx.manager.update(Sample, id, patch);
      await this.tell(tx, { ...sample, ...patch }, feedback);
      return this.shown({ ...sample, ...patch });
    });
  }

  private async tell(
    tx: Tx,
    { id, leadId, feedbackNumber: number }: Sample,
    { taste, ease }: Feedback,
  ): Promise<void> {
    const now = this.clock.now();
    // What was said stays with the sample, so that the activity shows it as corrected, in the words of its reader.
    if (number === 1)
      await this.activities.log(tx, {
        ...{ leadId, kind: 'SAMPLE_FEEDBACK', occurredAt: now, by: null },
        origin: `sample:${id}`,
      });
    const facts = { leadId, sampleId: id, number, taste, ease, ratedAt: now.toISOString() };
    await this.events.record(tx, LeadSampleRated, leadId, facts);
  }

  /** @returns the id that a token names; null for one that is not ours */
  private idOf(token: string): string | null {
    const [, ...parts] = TOKEN.exec(token) ?? [];
    const mac = parts.pop();
    const id = parts.join('-');
    return mac !== undefined && this.sealing.isSignature(PURPOSE, id, mac) ? id : null;
  }

  private shown(sample: Sample): ShownFeedback {
    const { contents, feedbackTaste: taste, feedbackEase: ease, feedbackNotes: notes } = sample;
    const feedback = taste === null || ease === null ? null : { taste, ease, notes };
    const state = feedbackState(sample, this.clock.now());
    return { state, contents, until: feedbackEnd(sample), feedback };
  }
}
