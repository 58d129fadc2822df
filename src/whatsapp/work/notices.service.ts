import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { Log } from '../../core/log';
import type { Item } from '../intake/envelope.rules';
import { Consequences } from './consequences.service';
import { accountNotice, numberNotice, preferenceNotice, templateNotice } from './notices.rules';
import { Numbers } from './numbers.service';
import { People } from './people.service';
import { TemplateStates } from './template-states.service';

/** Enters what WhatsApp says of templates, numbers, the account, and what people told it of us. */
@Injectable()
export class Notices {
  constructor(
    private readonly log: Log,
    private readonly templates: TemplateStates,
    private readonly numbers: Numbers,
    private readonly people: People,
    private readonly consequences: Consequences,
  ) {}

  /** @throws ZodError for one that nobody can read */
  async enter(tx: Tx, { kind, data, field }: Item): Promise<void> {
    switch (kind) {
      case 'template': {
        const { change, ...named } = templateNotice(data);
        const id = await this.templates.idOf(tx, named);
        if (id !== null) await this.templates.change(tx, { id }, change);
        return;
      }
      case 'number':
        await this.numbers.change(tx, null, numberNotice(data));
        return;
      case 'account': {
        const change = accountNotice(data);
        if (change) await this.numbers.change(tx, null, change);
        return;
      }
      case 'preference': {
        const notice = preferenceNotice(data);
        if (!notice) return;
        const person = await this.people.of(tx, { ...notice, profileName: null });
        await this.consequences.prefer(tx, person.id, notice);
        return;
      }
      default:
        // Kept with its body; nothing follows from it.
        this.log.warn('webhook.unused', { kind, field });
    }
  }
}
