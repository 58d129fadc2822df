/** How an owner is found in a team. */
export const ASSIGNMENT_RULES = ['round-robin', 'least-busy'] as const;
export type AssignmentRule = (typeof ASSIGNMENT_RULES)[number];

/** Somebody of the team who sells, and how many open leads they own. */
export interface Seller {
  readonly id: string;
  readonly territories: readonly string[];
  readonly open: number;
}

export interface Pick {
  readonly ownerId: string;
  /** What decided it, for whoever asks later. */
  readonly why: { readonly rule: AssignmentRule; readonly sellers: number; readonly open: number };
}

/**
 * Gives leads to a team one after the other. Whoever does not sell in the territory of a lead is passed over.
 * @param last who got the last lead of the team in turn; null when nobody did
 */
export class Turns {
  private readonly open: Map<string, number>;

  constructor(
    private readonly rule: AssignmentRule,
    private readonly sellers: readonly Seller[],
    private last: string | null,
  ) {
    this.open = new Map(sellers.map(({ id, open }) => [id, open]));
  }

  get lastInTurn(): string | null {
    return this.last;
  }

  /** @returns null when nobody of the team sells in the territory */
  next(territory: string): Pick | null {
    const able = this.sellers.filter(({ territories }) => territories.includes(territory));
    const chosen = this.rule === 'round-robin' ? this.inTurn(able) : this.leastBusy(able);
    if (!chosen) return null;
    const open = this.open.get(chosen.id) ?? 0;
    this.open.set(chosen.id, open + 1);
    this.last = chosen.id;
    return { ownerId: chosen.id, why: { rule: this.rule, sellers: able.length, open } };
  }

  private inTurn(able: readonly Seller[]): Seller | undefined {
    const { last } = this;
    return (last === null ? undefined : able.find(({ id }) => id > last)) ?? able[0];
  }

  /** Of those with equally few, whoever comes next in turn. */
  private leastBusy(able: readonly Seller[]): Seller | undefined {
    const least = Math.min(...able.map(({ id }) => this.open.get(id) ?? 0));
    return this.inTurn(able.filter(({ id }) => this.open.get(id) === least));
  }
}
