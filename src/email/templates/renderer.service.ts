import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';
import { Config } from '../../core/config';
import { Cage, type CageAnswer, type CageRequest, CageTimeout, type Rendered } from './cage.provider';
import type { TemplateBody } from './template-version.entity';

/** A mail's text may take this long, in milliseconds; then its process is killed. */
export const RENDER_DEADLINE_MS = 250;
const SLICE = 25;
// On a busy machine a slice waits for the processor as well; a single mail is held to the bare deadline.
const SLICE_DEADLINE_MS = RENDER_DEADLINE_MS + SLICE * 20;

export const RENDER_TIMEOUT = 'the renderer took too long';

export interface RenderJob {
  readonly key: string;
  readonly body: TemplateBody;
  readonly scope: object;
}

/** Renders in a few locked-down processes, many mails to a question. */
@Injectable()
export class Renderer implements OnApplicationShutdown {
  private readonly free: Cage[];
  private readonly all: readonly Cage[];
  private readonly waiting: ((cage: Cage) => void)[] = [];

  constructor(
    config: Config,
    @InjectMetric('crm_email_render_duration_seconds') private readonly duration: Histogram,
    @InjectMetric('crm_email_render_killed_total') private readonly killed: Counter,
  ) {
    this.all = Array.from({ length: config.get('EMAIL_RENDERERS') }, () => new Cage());
    this.free = [...this.all];
  }

  onApplicationShutdown(): void {
    for (const cage of this.all) cage.stop();
  }

  /** One result a job, in their order. A text that fails or takes too long is a result, not an exception. */
  async render(jobs: readonly RenderJob[]): Promise<Rendered[]> {
    const results: Rendered[] = new Array<Rendered>(jobs.length);
    const slices = [...groupBy(jobs.map((job, at) => ({ ...job, at })))].flatMap((group) =>
      Array.from({ length: Math.ceil(group.length / SLICE) }, (_, i) => group.slice(i * SLICE, (i + 1) * SLICE)),
    );
    await Promise.all(
      slices.map(async (slice) => {
        const rendered = await this.slice(slice);
        slice.forEach(({ at }, i) => (results[at] = rendered[i] ?? { error: 'no answer' }));
      }),
    );
    return results;
  }

  /** Paths of the variables that a text names. @returns an error when it cannot be read */
  async uses(key: string, body: TemplateBody): Promise<CageAnswer> {
    try {
      return await this.ask({ key, body }, RENDER_DEADLINE_MS);
    } catch (error) {
      if (error instanceof CageTimeout) return { error: RENDER_TIMEOUT };
      throw error;
    }
  }

  private async slice(jobs: readonly RenderJob[]): Promise<readonly Rendered[]> {
    const [first] = jobs;
    if (!first) return [];
    const { key, body } = first;
    const alone = jobs.length === 1;
    try {
      const answer = await this.ask(
        { key, body, jobs: jobs.map(({ scope }) => scope) },
        alone ? RENDER_DEADLINE_MS : SLICE_DEADLINE_MS,
      );
      const { error } = answer;
      return error === undefined ? (answer.results ?? []) : jobs.map(() => ({ error }));
    } catch (error) {
      if (!(error instanceof CageTimeout)) throw error;
      this.killed.inc();
      if (alone) return [{ error: RENDER_TIMEOUT }];
      // One of them is to blame: each for itself, so that the others are not punished.
      return (await Promise.all(jobs.map((job) => this.slice([job])))).flat();
    }
  }

  private async ask(request: CageRequest, milliseconds: number): Promise<CageAnswer> {
    const cage = this.free.pop() ?? (await new Promise<Cage>((resolve) => this.waiting.push(resolve)));
    const end = this.duration.startTimer();
    try {
      return await cage.ask(request, milliseconds);
    } finally {
      end();
      const next = this.waiting.shift();
      if (next) next(cage);
      else this.free.push(cage);
    }
  }
}

function groupBy<T extends RenderJob>(jobs: readonly T[]): Iterable<T[]> {
  const groups = new Map<string, T[]>();
  for (const job of jobs) {
    const group = groups.get(job.key);
    if (group) group.push(job);
    else groups.set(job.key, [job]);
  }
  return groups.values();
}
