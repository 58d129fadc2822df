export { FollowUpFigures } from './queue/figures.queries';
export { FollowUpsModule } from './follow-ups.module';
export { FollowUpsQueries } from './queue/follow-ups.queries';
export { FollowUpsService } from './queue/follow-ups.service';
export { TraceQueries } from './queue/trace.queries';
export type { DecisionFact } from './queue/decision-words.queries';
