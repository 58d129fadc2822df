import { Injectable } from '@nestjs/common';
import { lockKeys, type Tx } from '../../core/database';
import { ContactKeys } from '../contact-keys/contact-keys.service';
import { forgetTexts, type TextColumn } from './forget-texts.rules';
import { type KnownPerson, personRow, redacted } from './person.rules';

/** Rows by table, as the person may read them. */
export type Holdings = Readonly<Record<string, readonly object[]>>;

/** What one module knows of people, what it gives out and how it forgets them. */
export interface PersonalPart {
  readonly module: string;
  /** By table, the columns that may say who somebody is or what they said. */
  readonly holds: Readonly<Record<string, readonly string[]>>;
  export(tx: Tx, person: KnownPerson): Promise<Holdings>;
  /**
   * Withdraws what is on its way to them; every module does so before any forgets.
   * @param forGood whether they are written to no more, whoever enters their address again
   */
  stop?(tx: Tx, person: KnownPerson, forGood: boolean): Promise<void>;
  /** @returns how many rows were changed or deleted, by table */
  erase(tx: Tx, person: KnownPerson): Promise<Readonly<Record<string, number>>>;
}

/** By what somebody may be found: exactly one of them. */
export type Who =
  { readonly contactId: string } | { readonly address: string } | { readonly number: string };

/** The module that keeps people: finds them, and holds them still while they are erased. */
export interface PeopleKeeper {
  find(tx: Tx, who: Who): Promise<readonly KnownPerson[]>;
  /** After the locks of the addresses, as everywhere. */
  lock(tx: Tx, person: KnownPerson): Promise<void>;
}

/** Everything that is held on a person, over all modules: each fills its part at start. Art. 15 and 17 GDPR. */
@Injectable()
export class PersonalData {
  private readonly parts = new Map<string, PersonalPart>();
  private keeper: PeopleKeeper | null = null;

  constructor(private readonly keys: ContactKeys) {}

  /** @throws Error when the module has a part already */
  register(part: PersonalPart): void {
    if (this.parts.has(part.module))
      throw new Error(`The module ${part.module} has a part of the personal data already.`);
    this.parts.set(part.module, part);
  }

  registerPeople(keeper: PeopleKeeper): void {
    this.keeper = keeper;
  }

  /** The columns that may hold a person, by table. */
  get holds(): ReadonlyMap<string, readonly string[]> {
    return new Map([...this.parts.values()].flatMap(({ holds }) => Object.entries(holds)));
  }

  find(tx: Tx, who: Who): Promise<readonly KnownPerson[]> {
    if (!this.keeper) throw new Error('No module keeps people.');
    return this.keeper.find(tx, who);
  }

  /** By module, then by table; empty tables are left out. */
  async export(tx: Tx, person: KnownPerson): Promise<Record<string, Holdings>> {
    const all: Record<string, Holdings> = {};
    for (const part of this.parts.values()) {
      const held = Object.entries(await part.export(tx, person));
      all[part.module] = Object.fromEntries(held.filter(([, rows]) => rows.length > 0));
    }
    return all;
  }

  /**
   * Forgets a person in every module, in the caller's transaction. Their addresses are locked first, so that a message
   * that is being handed over has left or is withdrawn.
   * @param find looks again once the locks are held
   * @param forGood false for who asked for nothing and is forgotten because time ran out
   * @returns how many rows were changed, by module and table
   */
  async erase(
    tx: Tx,
    before: KnownPerson,
    find: () => Promise<KnownPerson>,
    forGood = true,
  ): Promise<{ person: KnownPerson; rows: Record<string, Readonly<Record<string, number>>> }> {
    await lockKeys(tx, this.keys.of([...before.addresses, ...before.numbers]));
    await this.keeper?.lock(tx, before);
    const person = await find();
    for (const { stop } of this.stopping()) await stop(tx, person, forGood);
    const rows: Record<string, Readonly<Record<string, number>>> = {};
    for (const part of this.parts.values()) rows[part.module] = await part.erase(tx, person);
    return { person, rows };
  }

  /** Takes a person out of texts that people wrote. @returns how many rows changed */
  forgetTexts(tx: Tx, column: TextColumn, person: KnownPerson): Promise<number> {
    return forgetTexts(tx, column, person);
  }

  /** A text without what names the person. */
  redacted(text: string, person: KnownPerson): string {
    return redacted(text, person);
  }

  /** What SQL over `PERSON` gets as `$1`. */
  row(person: KnownPerson): string {
    return personRow(person);
  }

  private stopping(): {
    stop: (tx: Tx, person: KnownPerson, forGood: boolean) => Promise<void>;
  }[] {
    return [...this.parts.values()].map((part) => ({
      stop: async (tx, person, forGood) => part.stop?.(tx, person, forGood),
    }));
  }
}
