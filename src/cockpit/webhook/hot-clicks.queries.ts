import { Injectable } from '@nestjs/common';
import { MessagingQueries } from '../../analytics';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EmailQueries } from '../../email';
import { LeadsQueries } from '../../leads';

const DAY_MS = 86_400_000;
/** What stands for a button where a link in a mail was followed. */
const LINK = 'link';

/** Somebody wants something, and no colleague has turned to them since. */
export interface HotClick {
  readonly messageId: string;
  readonly subjectId: string;
  readonly channel: 'whatsapp' | 'email';
  readonly button: string;
  readonly at: Date;
}

/** Who tapped a button or followed a link within 24 hours; one a lead, the newest. */
@Injectable()
export class HotClicksQueries {
  constructor(
    private readonly clock: Clock,
    private readonly messaging: MessagingQueries,
    private readonly email: EmailQueries,
    private readonly leads: LeadsQueries,
  ) {}

  /** @param owner only leads of this person; null for all that the reader sees */
  async clicks(tx: Tx, owner: string | null): Promise<HotClick[]> {
    const since = new Date(this.clock.now().getTime() - DAY_MS);
    const taps = await this.messaging.news.hotClicks(tx, since, owner);
    const found = new Map(
      (await this.links(tx, since, owner)).map((click) => [click.subjectId, click]),
    );
    for (const tap of taps) {
      const link = found.get(tap.subjectId);
      if (!link || link.at <= tap.at) found.set(tap.subjectId, { ...tap, channel: 'whatsapp' });
    }
    return [...found.values()];
  }

  /** A call that was logged answers a click as well as a message does. */
  private async links(tx: Tx, since: Date, owner: string | null): Promise<HotClick[]> {
    const clicked = await this.email.clickedSince(tx, since, owner);
    const ids = [...clicked.keys()];
    const worked = await this.leads.lastWorkedOn(tx, ids);
    const written = await this.messaging.news.lastWrittenTo(tx, ids);
    return [...clicked].flatMap(([subjectId, { messageId, at }]): HotClick[] => {
      const isAnswered = [worked, written].some((last) => (last.get(subjectId) ?? 0) >= at);
      return isAnswered ? [] : [{ messageId, subjectId, at, channel: 'email', button: LINK }];
    });
  }
}
