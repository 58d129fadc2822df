import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { Clock, SystemClock } from './clock';
import { Config } from './config';
import { Database } from './database';
import { Health, HealthController } from './health';
import { IdempotencyInterceptor } from './idempotency.interceptor';
import { IdempotencyKeys } from './idempotency-keys';
import { Ids, type RandomSource } from './ids';
import { Log } from './log';
import { LoopReports } from './loop-reports';
import { Loops } from './loops';
import { coreMetrics, MetricsController } from './metrics';
import { ProblemsController } from './problems.controller';
import { ProcessState } from './process-state';
import { Sealing } from './sealing';
import { TestClock } from './test-clock';

export interface Ground {
  readonly config: Config;
  readonly log?: Log;
  readonly clock?: Clock;
  readonly random?: RandomSource;
}

/** The ground that every module stands on; knows nothing of what the product is about. */
@Global()
@Module({})
export class CoreModule {
  static on({ config, log, clock, random }: Ground): DynamicModule {
    const time = clock ?? new SystemClock();
    return {
      module: CoreModule,
      imports: [
        ScheduleModule.forRoot(),
        PrometheusModule.register({ controller: MetricsController, path: '/metrics' }),
      ],
      controllers: [HealthController, ProblemsController],
      providers: [
        { provide: Config, useValue: config },
        { provide: Log, useValue: log ?? new Log(config.get('LOG_LEVEL')) },
        { provide: Clock, useValue: time },
        { provide: Ids, useValue: new Ids(time, random) },
        Database,
        Health,
        Loops,
        LoopReports,
        ProcessState,
        TestClock,
        Sealing,
        IdempotencyKeys,
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        ...coreMetrics,
      ],
      exports: [
        Config,
        Log,
        Clock,
        Ids,
        Database,
        Health,
        Loops,
        LoopReports,
        ProcessState,
        Sealing,
        TestClock,
      ],
    };
  }
}
