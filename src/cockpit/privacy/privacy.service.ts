import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import {
  Audit,
  type Holdings,
  type KnownPerson,
  ownScope,
  PersonalData,
  type Scope,
} from '../../identity';
import { PersonNotClear, PersonNotFound } from '../cockpit.problems';
import {
  type ErasePerson,
  type ErasureReport,
  type HeldPeople,
  type HeldPerson,
  type PersonExport,
  readWho,
} from './privacy.dto';

/**
 * What is held on a person, for them and until they want it gone. Runs with the rights of the system in the name of
 * whoever asks, whom the act has to allow it: a person is to be found wherever they are.
 */
@Injectable()
export class PrivacyService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly personalData: PersonalData,
    private readonly audit: Audit,
  ) {}

  /** Everybody whom a value may mean, with what is held on each; nobody of whom nothing is. */
  async search(scope: Scope, who: string): Promise<HeldPeople> {
    return this.db.transaction(ownScope(scope), async (tx) => {
      const items: HeldPerson[] = [];
      for (const person of await this.personalData.find(tx, readWho(who))) {
        const held = countsOf(await this.personalData.export(tx, person));
        const { contactId, leadId, name, company } = person;
        if (contactId !== null || held.length > 0)
          items.push({ contactId, leadId, name, company, held });
      }
      await this.audit.write(tx, { act: 'privacy.search', after: { found: items.length } });
      return { items };
    });
  }

  /** @throws PersonNotFound, PersonNotClear */
  async export(scope: Scope, who: string): Promise<PersonExport> {
    return this.db.transaction(ownScope(scope), async (tx) => {
      const person = await this.get(tx, who);
      const modules = await this.personalData.export(tx, person);
      if (person.contactId === null && countsOf(modules).length === 0) throw new PersonNotFound();
      const { contactId, name, company } = person;
      await this.audit.write(tx, {
        act: 'privacy.export',
        subjectId: contactId,
        after: { rows: rowsOf(modules) },
      });
      return {
        exportedAt: this.clock.now().toISOString(),
        person: { contactId, name, company },
        modules: JSON.parse(JSON.stringify(modules)) as PersonExport['modules'],
      };
    });
  }

  /** @throws PersonNotFound, PersonNotClear, MessagesInWork */
  async erase(scope: Scope, { who, reason }: ErasePerson): Promise<ErasureReport> {
    return this.db.transaction(ownScope(scope), async (tx) => {
      const before = await this.get(tx, who);
      const again = () => this.get(tx, before.contactId ?? who);
      const { person, rows } = await this.personalData.erase(tx, before, again);
      await this.audit.write(tx, {
        act: 'privacy.erase',
        subjectId: person.contactId,
        after: { rows },
        // A reason may name whom it is about; the audit is never changed.
        why: this.personalData.redacted(reason, person),
      });
      return { erasedAt: this.clock.now().toISOString(), contactId: person.contactId, rows };
    });
  }

  private async get(tx: Tx, who: string): Promise<KnownPerson> {
    const [person, ...others] = await this.personalData.find(tx, readWho(who));
    if (!person) throw new PersonNotFound();
    if (others.length > 0) throw new PersonNotClear();
    return person;
  }
}

function countsOf(modules: Record<string, Holdings>): HeldPerson['held'] {
  return Object.entries(modules).flatMap(([module, tables]) =>
    Object.entries(tables).map(([table, rows]) => ({ module, table, rows: rows.length })),
  );
}

function rowsOf(modules: Record<string, Holdings>): Record<string, number> {
  return Object.fromEntries(countsOf(modules).map(({ table, rows }) => [table, rows]));
}
