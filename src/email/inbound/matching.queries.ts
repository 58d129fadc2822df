import { Injectable } from '@nestjs/common';
import { getDomain } from 'tldts';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Contents } from '../sending/contents.queries';
import type { MailIdentity } from '../sending/mail-facts.service';
import { Signatures } from '../signatures.service';
import { plainSubject, type Signals } from './signals.rules';

export const MATCHED_BY = [
  'ADDRESS_TOKEN',
  'THREAD',
  'WIRE_ID',
  'RETURNED_MAIL',
  'SENDER_AND_SUBJECT',
  'DOMAIN_AND_SUBJECT',
  'SENDER',
] as const;
export type MatchedBy = (typeof MATCHED_BY)[number];

/** A mail of ours that one came in for. */
export type Target = MailIdentity & {
  readonly contactId: string | null;
  readonly toHash: Buffer;
  readonly contactKeys: readonly string[];
  readonly threadKey: string | null;
};

export interface Match {
  readonly target: Target;
  readonly by: MatchedBy;
  /** Below 90 it is a suggestion for a person. */
  readonly percent: number;
}

interface Sought {
  readonly signals: Signals;
  readonly from: string;
  readonly subject: string;
  /** Whether what merely looks alike may count. */
  readonly byLikeness: boolean;
}

export const FIRM_PERCENT = 90;
const DAY_MS = 86_400_000;
const SUBJECT_DAYS = 30;
const MOST_CANDIDATES = 50;
/** Sharing such a domain says nothing about sharing a company. */
const FREE_MAIL =
  /^(gmail|googlemail|gmx|web|t-online|freenet|outlook|hotmail|live|msn|yahoo|icloud|me|mac|aol|proton|protonmail|mail|posteo|mailbox|bluewin|hispeed|sunrise|chello|aon|arcor|vodafone|1und1|online|freemail)\./;

/** Columns of a {@link Target}, of `m`. */
export const TARGET = `SELECT m.id, m.subject_id AS "subjectId", m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.stream,
  m.template_version_id AS "templateVersionId", m.simulated, m.contact_id AS "contactId", m.to_hash AS "toHash",
  m.contact_keys AS "contactKeys", m.thread_key AS "threadKey" FROM email_messages m`;

/** Finds the mail of ours that one came in for: what we signed first, what merely looks alike last. */
@Injectable()
export class Matching {
  constructor(
    private readonly clock: Clock,
    private readonly signatures: Signatures,
    private readonly contents: Contents,
  ) {}

  async find(tx: Tx, sought: Sought): Promise<Match | null> {
    const { signals } = sought;
    const ranks: readonly (readonly [MatchedBy, number, () => Promise<Target | null>])[] = [
      ['ADDRESS_TOKEN', 100, () => this.byId(tx, [...signals.replyTo, ...signals.withdraws])],
      ['THREAD', 99, () => this.byId(tx, signals.answers)],
      ['THREAD', 99, () => this.byThread(tx, sought)],
      ['WIRE_ID', 99, () => this.byWireId(tx, signals.foreignIds)],
      ['RETURNED_MAIL', 98, () => this.byId(tx, [...signals.returnedTo, ...signals.returned])],
      ['SENDER_AND_SUBJECT', 80, () => this.bySender(tx, sought)],
      ['DOMAIN_AND_SUBJECT', 50, () => this.byDomain(tx, sought)],
    ];
    for (const [by, percent, look] of ranks) {
      if (percent < FIRM_PERCENT && !sought.byLikeness) break;
      const target = await look();
      if (target) return { target, by, percent };
    }
    return null;
  }

  /** The last mail that went to an address which a report names. */
  async lastTo(tx: Tx, address: string): Promise<Target | null> {
    const [row] = await this.sentTo(tx, address, 1);
    return row ?? null;
  }

  /** The one lead whose contact this address has been written to as; null for none or several. */
  async leadOf(tx: Tx, from: string): Promise<Pick<Target, 'subjectId' | 'contactId'> | null> {
    const sent = await this.sentTo(tx, from, MOST_CANDIDATES);
    const leads = new Set(sent.map(({ subjectId }) => subjectId));
    const [first] = sent;
    return leads.size === 1 && first?.subjectId ? first : null;
  }

  /** The first of these that exists. */
  private async byId(tx: Tx, ids: readonly string[]): Promise<Target | null> {
    if (ids.length === 0) return null;
    const rows = await tx.rows<Target>(`${TARGET} WHERE m.id = ANY ($1::uuid[])`, [ids]);
    return ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])[0] ?? null;
  }

  /** A client may keep nothing but the root of the thread: then its last mail to the sender was answered. */
  private async byThread(tx: Tx, { signals, from }: Sought): Promise<Target | null> {
    if (signals.threads.length === 0) return null;
    const sent = await this.sentTo(tx, from, MOST_CANDIDATES);
    const found = sent.find(
      ({ threadKey }) =>
        threadKey !== null && signals.threads.includes(this.signatures.threadToken(threadKey)),
    );
    return found ?? null;
  }

  private async byWireId(tx: Tx, ids: readonly string[]): Promise<Target | null> {
    if (ids.length === 0) return null;
    const rows = await tx.rows<Target & { wire: string }>(
      `${TARGET.replace(' FROM ', ', m.wire_message_id AS wire FROM ')} WHERE m.wire_message_id = ANY ($1::text[])`,
      [ids],
    );
    return ids.flatMap((id) => rows.find(({ wire }) => wire === id) ?? [])[0] ?? null;
  }

  private async bySender(tx: Tx, { from, subject }: Sought): Promise<Target | null> {
    return this.onlyOne(tx, await this.sentTo(tx, from, MOST_CANDIDATES), subject);
  }

  private async byDomain(tx: Tx, { from, subject }: Sought): Promise<Target | null> {
    const domain = getDomain(from.slice(from.lastIndexOf('@') + 1));
    if (!domain || FREE_MAIL.test(domain)) return null;
    const rows = await tx.rows<Target>(
      `${TARGET} WHERE m.status IN ('sent', 'unknown') AND m.due_at > $2
          AND (lower(split_part(m.to_address, '@', 2)) = $1 OR lower(split_part(m.to_address, '@', 2)) LIKE '%.' || $1)
        ORDER BY m.id DESC LIMIT $3`,
      [domain, this.since(), MOST_CANDIDATES],
    );
    return this.onlyOne(tx, rows, subject);
  }

  private sentTo(tx: Tx, address: string, limit: number): Promise<Target[]> {
    return tx.rows<Target>(
      `${TARGET} WHERE m.to_hash = $1 AND m.status IN ('sent', 'unknown') AND m.due_at > $2
        ORDER BY m.id DESC LIMIT $3`,
      [this.signatures.addressHash(address), this.since(), limit],
    );
  }

  private since(): Date {
    return new Date(this.clock.now().getTime() - SUBJECT_DAYS * DAY_MS);
  }

  /** The one among them that had this subject; several are as good as none. */
  private async onlyOne(
    tx: Tx,
    candidates: readonly Target[],
    subject: string,
  ): Promise<Target | null> {
    const wanted = plainSubject(subject);
    if (candidates.length === 0 || wanted === '') return null;
    const texts = await this.contents.of(
      tx,
      candidates.map(({ id }) => id),
    );
    const same = candidates.filter(({ id }) => {
      const text = texts.get(id);
      return text !== undefined && plainSubject(text.subject) === wanted;
    });
    return same.length === 1 ? (same[0] ?? null) : null;
  }
}
