import type { RandomSource } from './core/ids';
import type { Worker } from './demo-team';
import { FIRST_NAMES, HOUSES, LAST_NAMES, PLACES } from './demo-words';

const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/** Houses that nobody has met yet, and the chance that chooses them; both repeat themselves with their seed. */
export class DemoHouses {
  private readonly met = new Set<string>();

  constructor(
    private readonly sales: readonly Worker[],
    private readonly random: RandomSource,
  ) {}

  /** A whole number from 0 up to, and without, `of`. */
  below(of: number): number {
    return this.random(4).readUInt32BE() % of;
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.below(from.length)];
    if (one === undefined) throw new Error('There is nothing to choose from.');
    return one;
  }

  next() {
    for (;;) {
      const owner = this.pick(this.sales);
      const country = owner.territories.includes('CH') ? 'CH' : 'DE';
      const [businessType, kind, names] = this.pick(HOUSES);
      const [city, postalCode] = this.pick(PLACES[country]);
      const name = `${kind} ${this.pick<string>(names)} ${this.pick(LAST_NAMES)}`;
      const key = `${name} ${city}`;
      if (this.met.has(key)) continue;
      this.met.add(key);
      const [firstName, lastName] = [this.pick(FIRST_NAMES), this.pick(LAST_NAMES)];
      const email = `${firstName}.${lastName}@${domainOf(key)}`.toLowerCase();
      return {
        owner,
        company: { name, city, postalCode, country, businessType },
        contact: { firstName, lastName, email },
      };
    }
  }
}

function domainOf(name: string): string {
  const plain = name.toLowerCase().replace(/[äöüß]/g, (letter) => UMLAUTS[letter] ?? '');
  return `${plain.replace(/[^a-z]+/g, '-')}.example`;
}
