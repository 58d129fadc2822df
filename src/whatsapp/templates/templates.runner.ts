import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Loops } from '../../core/loops';
import { modeOf } from '../mode.rules';
import { TemplateSubmissions } from './template-submissions.service';

/** Hands drafts in by itself where the stand-in decides; at Meta a person does, since it binds the business. */
@Injectable()
export class TemplatesRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly submissions: TemplateSubmissions,
  ) {}

  onApplicationBootstrap(): void {
    if (modeOf(this.config) !== 'simulated' || !this.config.runs('worker')) return;
    this.loops.register({
      name: 'whatsapp.templates',
      everySeconds: 60,
      step: () => this.submissions.submitDrafts(),
    });
  }
}
