import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import type { FieldText } from '../../core/field-text';
import { EventsQueries } from '../../events';
import { type Scope, UsersQueries } from '../../identity';
import { CONSUMER } from '../facts/facts.consumer';
import type { AnalyticsFilter, Width } from './filter.dto';
import { isSummed, type Selection, selectionOf, widthsOf } from './selection.rules';

/** What every answer says of itself. */
export interface Head {
  readonly asOf: string;
  readonly asOfSequence: string;
  readonly scope: Width;
  readonly hasList: boolean;
  readonly from: string;
  readonly to: string;
  readonly tz: string | null;
  readonly window: number;
  readonly attribution: Selection['attribution'];
}

/** Opens every question: one snapshot, one place in the log, one scope. */
@Injectable()
export class Reading {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
  ) {}

  /** @throws InvalidRequest for a scope that the role does not have, or that cannot answer this */
  async ask<T>(
    scope: Scope,
    filter: AnalyticsFilter,
    answer: (tx: Tx<Scope>, selection: Selection, head: Head) => Promise<T>,
  ): Promise<T> {
    const width = widthFor(scope, filter.scope);
    return this.db.transaction(scope, async (tx) => {
      await tx.rows('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const selection = await this.select(tx, filter, width);
      if (width === 'territory') refuseDetails(selection);
      return answer(tx, selection, await this.head(tx, selection));
    });
  }

  async select(tx: Tx<Scope>, filter: AnalyticsFilter, width: Width): Promise<Selection> {
    const markets = [...(await this.users.markets(tx)).values()];
    const zones = markets.map(({ timeZone }) => timeZone);
    return selectionOf(filter, width, tx.scope, this.clock.now(), zones);
  }

  private async head(tx: Tx, selection: Selection): Promise<Head> {
    const place = await this.events.place(tx, CONSUMER);
    const { width, from, to, window, attribution, filter } = selection;
    return {
      asOf: this.clock.now().toISOString(),
      // Before the consumer ran for the first time nothing is counted, and so nothing of what has settled.
      asOfSequence: place ?? (await this.events.safeSequence(tx)),
      scope: width,
      hasList: width !== 'territory',
      from,
      to,
      tz: filter.tz ?? null,
      window,
      attribution,
    };
  }
}

/** The widest one unless another is asked for. */
function widthFor(scope: Scope, asked: Width | undefined): Width {
  const widths = widthsOf(scope);
  if (asked === undefined) return widths[0];
  if (widths.includes(asked)) return asked;
  throw refused('scope', {
    en: `is not one of ${widths.join(', ')} for this role`,
    de: `ist nichts von ${widths.join(', ')} für diese Rolle`,
  });
}

/** Of the teams of others there are only sums, and none by person. */
function refuseDetails(selection: Selection): void {
  if (!isSummed(selection))
    throw refused('window', {
      en: 'of a whole territory is 7, 14, 30, 60 or 90, in its own zone',
      de: 'eines ganzen Gebiets ist 7, 14, 30, 60 oder 90, in seiner eigenen Zeitzone',
    });
  if (selection.filter.owner)
    throw refused('owner', {
      en: 'is not told of a whole territory',
      de: 'wird für ein ganzes Gebiet nicht genannt',
    });
}

export function refused(field: string, detail: FieldText): InvalidRequest {
  return new InvalidRequest(undefined, { errors: [{ pointer: `#/${field}`, detail }] });
}
