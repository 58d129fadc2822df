import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Loops } from '../../core/loops';
import { WeeklyReports } from './weekly-reports.service';

/** Looks for reports whose Monday morning has come. */
@Injectable()
export class WeeklyReportsRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly reports: WeeklyReports,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker') || !this.config.get('ANALYTICS_WEEKLY_REPORT')) return;
    this.loops.register({
      name: 'analytics.weekly-report',
      everySeconds: 60,
      step: () => this.reports.tellDue(),
      nextDue: () => this.reports.nextDue(),
    });
  }
}
