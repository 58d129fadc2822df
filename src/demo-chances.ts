import type { DemoHouses } from './demo-houses';
import type { Worker } from './demo-team';
import { CHANCES, CHANCES_LOST } from './demo-words';

const DAY_MS = 86_400_000;
const STAGES = ['QUALIFICATION', 'NEEDS', 'PROPOSAL', 'NEGOTIATION'] as const;

interface Open {
  readonly id: string;
  readonly version: number;
  readonly stage: (typeof STAGES)[number];
}

/** What the demo team sees in its leads: opportunities that are opened, move on, and now and then come to nothing. */
export class DemoChances {
  constructor(
    private readonly houses: DemoHouses,
    private readonly now: () => Date,
  ) {}

  /** Half a day of one seller who is at this lead. */
  async work(seller: Worker, leadId: string): Promise<void> {
    const luck = this.houses.below(100);
    if (luck < 14) await this.open(seller, leadId);
    else if (luck < 32) await this.moveOn(seller);
  }

  private async open(seller: Worker, leadId: string): Promise<void> {
    const days = 20 + this.houses.below(60);
    await seller.ask(
      'POST',
      '/v1/opportunities',
      {
        leadId,
        title: this.houses.pick(CHANCES),
        amount: {
          cents: 50_000 * (2 + this.houses.below(40)),
          currency: seller.territories.includes('CH') ? 'CHF' : 'EUR',
        },
        expectedOn: new Date(this.now().getTime() + days * DAY_MS).toISOString().slice(0, 10),
      },
      [403, 404, 409],
    );
  }

  private async moveOn(seller: Worker): Promise<void> {
    const { body } = await seller.ask<{ items: Open[] }>(
      'GET',
      '/v1/opportunities?owner=me&state=open',
    );
    if (body.items.length === 0) return;
    const { id, version, stage } = this.houses.pick(body.items);
    const ifMatch = `"opportunity-${id}-${String(version)}"`;
    const next = STAGES[STAGES.indexOf(stage) + 1];
    if (next && this.houses.below(5) > 0)
      await seller.ask('PATCH', `/v1/opportunities/${id}`, { stage: next }, [409], ifMatch);
    else
      await seller.ask(
        'POST',
        `/v1/opportunities/${id}/outcome`,
        { outcome: 'lost', reason: this.houses.pick(CHANCES_LOST) },
        [409],
        ifMatch,
      );
  }
}
