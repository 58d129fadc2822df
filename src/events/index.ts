export { EventsModule } from './events.module';
export { EventLog } from './event-log';
export { Consume } from './consume';
export { LIVE_BATCH, Live } from './live';
export { EventsQueries } from './events.queries';
