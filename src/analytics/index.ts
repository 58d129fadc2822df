export { AnalyticsModule } from './analytics.module';
export { ConversionRates } from './reports/conversion-rates.queries';
export { MessagingQueries } from './messaging/messaging.queries';
export type { MessagingAsk, MessagingPeriod } from './messaging/channel-periods.queries';
