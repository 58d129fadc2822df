import type { DemoHouses } from './demo-houses';
import type { Worker } from './demo-team';
import { REACTIONS } from './demo-words';

const HOUR_MS = 3_600_000;
const HOUSE = '@demo.example';

interface Reaction {
  readonly at: number;
  readonly mailId: string;
  readonly as: string;
  readonly text: string;
}

/** The people who get the demo's mails: some answer, by the development mailbox and so through the inbound pipeline. */
export class DemoMails {
  private reactions: Reaction[] = [];
  private newestMail: string | null = null;
  readonly counts = { mails: 0, answers: 0 };

  constructor(
    private readonly admin: Worker,
    private readonly houses: DemoHouses,
  ) {}

  /** Each new mail is reacted to or not, some hours or days later. */
  async hear(now: Date): Promise<void> {
    const { body } = await this.admin.ask<{ items: { id: string; to: string[] }[] }>(
      'GET',
      '/v1/dev/mailbox?limit=200',
    );
    const at = now.getTime();
    const known = body.items.findIndex(({ id }) => id === this.newestMail);
    const fresh = (known < 0 ? body.items : body.items.slice(0, known)).reverse();
    this.newestMail = body.items[0]?.id ?? null;
    this.counts.mails += fresh.length;
    for (const { id, to } of fresh) {
      // A report to one of us is nothing to answer.
      if (to.some((address) => address.endsWith(HOUSE))) continue;
      let left = this.houses.below(100);
      const found = REACTIONS.find(([, percent]) => (left -= percent) < 0);
      if (!found) continue;
      const [as, , texts] = found;
      const after = as === 'HUMAN' ? 1 + this.houses.below(60) : 0;
      this.reactions.push({
        at: at + after * HOUR_MS,
        mailId: id,
        as,
        text: this.houses.pick(texts),
      });
    }
  }

  /** Answers what was to be answered by now. */
  async react(by: Date): Promise<void> {
    const now = by.getTime();
    const due = this.reactions.filter(({ at }) => at <= now);
    this.reactions = this.reactions.filter(({ at }) => at > now);
    for (const { mailId, as, text } of due) {
      await this.admin.ask(
        'POST',
        `/v1/dev/mailbox/${mailId}/reply`,
        { as, ...(text && { text }) },
        [409],
      );
      this.counts.answers += 1;
    }
  }
}
