import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Header, Headers } from '@nestjs/common';
import { makeCounterProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import { register } from 'prom-client';
import { Access } from './access';
import { Config } from './config';
import { RouteNotFound } from './core.problems';

/** Metrics of the ground; each module declares its own in the same way. */
export const coreMetrics = [
  makeCounterProvider({
    name: 'crm_loop_failures_total',
    help: 'Steps of a loop that ended with an error',
    labelNames: ['loop'],
  }),
  makeHistogramProvider({
    name: 'crm_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
  }),
];

/** `/metrics` in the Prometheus text format; with METRICS_TOKEN set, only for its bearer. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly config: Config) {}

  @Get()
  @Access('public')
  @Header('content-type', register.contentType)
  read(@Headers('authorization') authorization?: string): Promise<string> {
    const token = this.config.get('METRICS_TOKEN');
    if (token && !isSame(authorization ?? '', `Bearer ${token}`)) throw new RouteNotFound();
    return register.metrics();
  }
}

/** Takes as long for what is nearly right as for what is not; digests, since lengths would tell as well. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
