import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { normalAddress } from '../../core/mail-address.rules';
import { type KnownPerson, PersonalData, type Who } from '../../identity';
import { LeadRecords } from '../lead-records.service';
import { normalisePhone } from '../normalisation.rules';

interface Found {
  readonly id: string;
  readonly leadId: string;
  readonly company: string;
  readonly first: string | null;
  readonly last: string | null;
  readonly alone: boolean;
  readonly addresses: string[];
  readonly numbers: string[];
  /** First and last names of the others at the lead. */
  readonly otherNames: string[];
}

const MOST = 50;
/** Shorter ones stand in other words. */
const SHORTEST_NAME = 3;
/** National numbers are read as those of the first market. */
const COUNTRY = 'DE';

const FIND = `
  SELECT c.id, c.lead_id AS "leadId", l.company_name AS company, c.first_name AS first, c.last_name AS last,
    NOT EXISTS (SELECT FROM lead_contacts o WHERE o.lead_id = c.lead_id AND o.id <> c.id AND o.pseudonym IS NULL) AS alone,
    ARRAY(SELECT c.email WHERE c.email IS NOT NULL
            AND NOT EXISTS (SELECT FROM lead_contacts o WHERE o.id <> c.id AND o.email = c.email)) AS addresses,
    ARRAY(SELECT DISTINCT v FROM unnest(ARRAY[c.phone, c.mobile]) AS v WHERE v IS NOT NULL
            AND NOT EXISTS (SELECT FROM lead_contacts o WHERE o.id <> c.id AND v IN (o.phone, o.mobile))) AS numbers,
    ARRAY(SELECT lower(v) FROM lead_contacts o, unnest(ARRAY[o.first_name, o.last_name]) AS v
           WHERE o.lead_id = c.lead_id AND o.id <> c.id AND v IS NOT NULL) AS "otherNames"
    FROM lead_contacts c JOIN leads l ON l.id = c.lead_id
   WHERE c.id = $1 OR c.email = $2 OR c.phone = $3 OR c.mobile = $3 ORDER BY c.id LIMIT ${String(MOST)}`;

/** Finds people for what the law lets them ask: by their contact, or by an address or a number that nobody keeps any more. */
@Injectable()
export class People implements OnModuleInit {
  constructor(
    private readonly personalData: PersonalData,
    private readonly records: LeadRecords,
  ) {}

  onModuleInit(): void {
    this.personalData.registerPeople({
      find: (tx, who) => this.find(tx, who),
      lock: async (tx, { leadId }) => {
        if (leadId !== null) await this.records.lock(tx, leadId);
      },
    });
  }

  /** For a value that no contact has, whoever it belonged to: their mails and messages may be kept. */
  async find(tx: Tx, who: Who): Promise<KnownPerson[]> {
    const contactId = 'contactId' in who ? who.contactId : null;
    const address = 'address' in who ? normalAddress(who.address) : null;
    const number = 'number' in who ? (normalisePhone(who.number, COUNTRY) ?? who.number) : null;
    const found = await tx.rows<Found>(FIND, [contactId, address, number]);
    if (found.length > 0 || contactId !== null) return found.map(personOf);
    return [
      {
        ...{ contactId: null, leadId: null, alone: false, name: null, company: null, names: [] },
        addresses: address === null ? [] : [address],
        numbers: number === null ? [] : [number],
      },
    ];
  }
}

function personOf({ id, first, last, otherNames, ...found }: Found): KnownPerson {
  const { leadId, company, alone, addresses, numbers } = found;
  const full = [first, last].filter((name) => name !== null).join(' ');
  const single = [last, first].filter(
    (name) => name !== null && name !== full && !otherNames.includes(name.toLowerCase()),
  );
  const names = [full, ...single].filter((name) => name !== null && name.length >= SHORTEST_NAME);
  return {
    ...{ contactId: id, leadId, company, alone, addresses, numbers },
    name: full === '' ? null : full,
    names: names as string[],
  };
}
