import { Module } from '@nestjs/common';
import { makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import { Database } from '../core/database';
import { EmailModule } from '../email';
import { IdentityModule, Settings } from '../identity';
import { AnalyticsController } from './analytics.controller';
import { Deriving } from './facts/deriving.service';
import { FactsConsumer } from './facts/facts.consumer';
import { FactsService } from './facts/facts.service';
import { AnalyticsExportsController } from './exports/exports.controller';
import { ExportsQueries } from './exports/exports.queries';
import { MessagingConsumer } from './messaging/messaging.consumer';
import { ChannelFiguresQueries } from './messaging/channel-figures.queries';
import { ChannelNewsQueries } from './messaging/channel-news.queries';
import { ChannelPeriodsQueries } from './messaging/channel-periods.queries';
import { MessagingQueries } from './messaging/messaging.queries';
import { FiguresQueries } from './reading/figures.queries';
import { LabelsQueries } from './reading/labels.queries';
import { ListsQueries } from './reading/lists.queries';
import { MoneyQueries } from './reading/money.queries';
import { Reading } from './reading/reading.service';
import { ComparisonsQueries } from './reports/comparisons.queries';
import { ConversionRates } from './reports/conversion-rates.queries';
import { ForecastQueries } from './reports/forecast.queries';
import { PerformanceQueries } from './reports/performance.queries';
import { ReportsQueries } from './reports/reports.queries';
import { RoiQueries } from './reports/roi.queries';
import { ANALYTICS_SETTINGS } from './settings.rules';
import { WeeklyReport } from './weekly/weekly-report.entity';
import { WeeklyReportsRunner } from './weekly/weekly-reports.runner';
import { WeeklyReports } from './weekly/weekly-reports.service';

/** 04 performance of follow-ups, funnel, comparison, return. */
@Module({
  imports: [IdentityModule, EmailModule],
  controllers: [AnalyticsController, AnalyticsExportsController],
  providers: [
    FactsConsumer,
    FactsService,
    Deriving,
    Reading,
    FiguresQueries,
    MoneyQueries,
    LabelsQueries,
    ListsQueries,
    PerformanceQueries,
    ComparisonsQueries,
    RoiQueries,
    ForecastQueries,
    ConversionRates,
    ReportsQueries,
    ExportsQueries,
    WeeklyReports,
    WeeklyReportsRunner,
    MessagingConsumer,
    ChannelFiguresQueries,
    ChannelNewsQueries,
    ChannelPeriodsQueries,
    MessagingQueries,
    makeHistogramProvider({
      name: 'crm_analytics_apply_duration_seconds',
      help: 'Time in which a batch of facts changed rows and sums',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    }),
  ],
  exports: [ConversionRates, MessagingQueries],
})
export class AnalyticsModule {
  constructor(settings: Settings, database: Database) {
    settings.declare(...ANALYTICS_SETTINGS);
    database.entities(WeeklyReport);
  }
}
