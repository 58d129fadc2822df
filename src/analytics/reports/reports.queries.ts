import { Injectable } from '@nestjs/common';
import { fieldTextOf } from '../../core/field-text';
import type { Scope } from '../../identity';
import {
  forecastTable,
  funnelTable,
  performanceTable,
  roiTable,
  type Table,
  templatesTable,
  upliftTable,
} from '../exports/report-tables.rules';
import {
  AnalyticsFilterSchema,
  AskForecastSchema,
  AskReportSchema,
  AskTemplatesSchema,
  type ExportReport,
  type Report,
} from '../reading/filter.dto';
import { refused } from '../reading/reading.service';
import { ComparisonsQueries } from './comparisons.queries';
import { ForecastQueries } from './forecast.queries';
import { PerformanceQueries } from './performance.queries';
import { RoiQueries } from './roi.queries';

type Question = Omit<ExportReport, 'format' | 'language'>;
interface Parser<T> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
}

/** Any report as a table. */
@Injectable()
export class ReportsQueries {
  constructor(
    private readonly performances: PerformanceQueries,
    private readonly comparisons: ComparisonsQueries,
    private readonly returns: RoiQueries,
    private readonly forecasts: ForecastQueries,
  ) {}

  /** @throws InvalidRequest for what the report does not know */
  async table(scope: Scope, report: Report, question: Question): Promise<Table> {
    const { performances, comparisons, returns, forecasts } = this;
    switch (report) {
      case 'performance':
        return performanceTable(
          await performances.performance(scope, parsed(AskReportSchema, question)),
        );
      case 'funnel':
        return funnelTable(await performances.funnel(scope, parsed(AskReportSchema, question)));
      case 'templates':
        return templatesTable(
          await comparisons.templates(scope, parsed(AskTemplatesSchema, question)),
        );
      case 'roi':
        return roiTable(await returns.roi(scope, parsed(AnalyticsFilterSchema, question)));
      case 'uplift':
        return upliftTable(
          await comparisons.uplift(scope, parsed(AnalyticsFilterSchema, question)),
        );
      case 'forecast':
        return forecastTable(await forecasts.forecast(scope, parsed(AskForecastSchema, question)));
    }
  }
}

function parsed<T>(schema: Parser<T>, question: Question): T {
  const result = schema.safeParse(question);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const detail = issue
    ? fieldTextOf(issue, question)
    : { en: 'is not valid', de: 'ist nicht gültig' };
  throw refused(String(issue?.path[0] ?? ''), detail);
}
