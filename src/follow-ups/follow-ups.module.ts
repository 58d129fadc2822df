import { Module } from '@nestjs/common';
import {
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Database } from '../core/database';
import { EmailModule } from '../email';
import { IdentityModule, Settings } from '../identity';
import { LeadsModule } from '../leads';
import { WhatsAppModule } from '../whatsapp';
import { Canaries } from './canary/canaries.service';
import { Canary } from './canary/canary.entity';
import { CanaryRunner } from './canary/canary.runner';
import { TestClockController } from './clock/test-clock.controller';
import { DecidingQueries } from './deciding/deciding.queries';
import { FollowUpDecision } from './deciding/decision.entity';
import { Decisions } from './deciding/decisions.service';
import { FollowUpRunner } from './deciding/follow-up.runner';
import { FollowUpGate } from './deciding/gate.service';
import { HandOvers } from './deciding/hand-over.service';
import { Settling } from './deciding/settling.service';
import { PersonalTraces } from './personal-traces.service';
import { FollowUpsConsumer } from './follow-ups.consumer';
import { LetterValues } from './offers/letter-values.queries';
import { LettersController } from './offers/letters.controller';
import { Offer } from './offers/offer.entity';
import { OffersController } from './offers/offers.controller';
import { OffersQueries } from './offers/offers.queries';
import { DecisionsController } from './queue/decisions-feed.controller';
import { DecisionsFeed } from './queue/decisions-feed.queries';
import { FollowUpFigures } from './queue/figures.queries';
import { FollowUpPulse } from './queue/pulse.queries';
import { OffersService } from './offers/offers.service';
import { FollowUpGauges } from './queue/gauges.entity';
import { GaugesService } from './queue/gauges.service';
import { DecisionWords } from './queue/decision-words.queries';
import { FollowUpsController } from './queue/follow-ups.controller';
import { FollowUpsQueries } from './queue/follow-ups.queries';
import { FollowUpsService } from './queue/follow-ups.service';
import { Foresight } from './queue/foresight.queries';
import { OutageQueries } from './queue/outage.queries';
import { PlannedTouchesService } from './queue/planned-touches.service';
import { TraceController } from './queue/trace.controller';
import { TraceQueries } from './queue/trace.queries';
import { Absences } from './sequences/absence.service';
import { Ending } from './sequences/ending.service';
import { Enrolment } from './sequences/enrolment.entity';
import { FollowUp } from './sequences/follow-up.entity';
import { PlannedFacts } from './sequences/planned-facts.service';
import { Planning } from './sequences/planning.service';
import { Replanning } from './sequences/replanning.service';
import { Resuming } from './sequences/resuming.service';
import { Sequence } from './sequences/sequence.entity';
import { SequencesController } from './sequences/sequences.controller';
import { SequencesQueries } from './sequences/sequences.queries';
import { Sequences } from './sequences/sequences.service';
import { PastQueries } from './simulation/past.queries';
import { SimulationController } from './simulation/simulation.controller';
import { SimulationQueries } from './simulation/simulation.queries';
import { FOLLOW_UP_SETTINGS } from './settings.rules';

const metrics = [
  makeCounterProvider({
    name: 'followup_processed_total',
    help: 'Decisions by channel, step and outcome',
    labelNames: ['type', 'step', 'outcome'],
  }),
  makeCounterProvider({
    name: 'followup_errors_total',
    help: 'Follow-ups that failed, whose fate is unknown, or that could not be decided',
    labelNames: ['step', 'reason'],
  }),
  makeGaugeProvider({
    name: 'followup_pending',
    help: 'Planned follow-ups that nothing has decided; the same in every process, so take the maximum',
    labelNames: ['step'],
  }),
  makeHistogramProvider({
    name: 'followup_processing_duration',
    help: 'Seconds from claiming a batch of due follow-ups to the commit of its decisions',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  }),
  makeGaugeProvider({
    name: 'crm_followup_overdue',
    help: 'Planned follow-ups that have been due for more than 24 hours',
  }),
  makeGaugeProvider({
    name: 'crm_followup_run_last_success_timestamp_seconds',
    help: 'When this process last looked for due follow-ups without an error',
  }),
  makeGaugeProvider({
    name: 'crm_followup_canary_age_seconds',
    help: 'Since a canary last passed the whole way, or the first one began; take the minimum',
  }),
  makeGaugeProvider({
    name: 'crm_followup_canary_period_seconds',
    help: 'How often a canary begins; 0 for never',
  }),
  makeGaugeProvider({
    name: 'crm_followup_canary_stuck',
    help: '1 at the hop where the canary hangs',
    labelNames: ['hop'],
  }),
];

@Module({
  imports: [IdentityModule, EmailModule, WhatsAppModule, LeadsModule],
  controllers: [
    FollowUpsController,
    DecisionsController,
    TraceController,
    SequencesController,
    SimulationController,
    OffersController,
    LettersController,
    TestClockController,
  ],
  providers: [
    ...metrics,
    SequencesQueries,
    Sequences,
    PastQueries,
    SimulationQueries,
    OffersQueries,
    OffersService,
    LetterValues,
    DecidingQueries,
    Decisions,
    Settling,
    FollowUpRunner,
    FollowUpGate,
    Canaries,
    CanaryRunner,
    HandOvers,
    PlannedFacts,
    Planning,
    Replanning,
    Resuming,
    PlannedTouchesService,
    Ending,
    PersonalTraces,
    Absences,
    FollowUpsConsumer,
    GaugesService,
    DecisionsFeed,
    FollowUpFigures,
    FollowUpPulse,
    FollowUpsQueries,
    Foresight,
    OutageQueries,
    FollowUpsService,
    TraceQueries,
    DecisionWords,
  ],
  exports: [FollowUpFigures, FollowUpsQueries, FollowUpsService, TraceQueries],
})
export class FollowUpsModule {
  constructor(database: Database, settings: Settings) {
    database.entities(
      Sequence,
      Enrolment,
      FollowUp,
      FollowUpDecision,
      Offer,
      FollowUpGauges,
      Canary,
    );
    settings.declare(...FOLLOW_UP_SETTINGS);
  }
}
