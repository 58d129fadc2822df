import { type BuiltMail, type EmailProvider, type Outcome } from './email.provider';

/** In the code of an attempt: it was written down, and its call never made. */
export const NOT_CALLED = 'NOT_CALLED';
/** As many in a row end what still waits for a call; the circuit, which all processes share, opens at as many. */
export const FAILURES_IN_A_ROW = 5;

const notCalled: Outcome = {
  kind: 'not_accepted',
  phase: 'connecting',
  code: NOT_CALLED,
  enhanced: null,
  response: 'The calls before this one failed, so it was not made.',
};

/** Whether an outcome says that the provider is at fault, and not the mail, the account or our pace. */
export function isFailure(outcome: Outcome): boolean {
  const { kind } = outcome;
  return (
    kind === 'ambiguous' ||
    kind === 'not_accepted' ||
    (kind === 'transient' && outcome.scope === 'provider')
  );
}

/**
 * How many calls of one provider this process makes at once. The first goes alone. Failures take up room like calls, so
 * that a provider which is down has met no more of them than fit; those that wait are told so instead of being tried one
 * by one.
 */
export class Crowd {
  private calling = 0;
  /** In a row; one that nobody has called yet is trusted as little as one that fails. */
  private failures = FAILURES_IN_A_ROW;
  private readonly waiting: ((isCalled: boolean) => void)[] = [];

  constructor(
    private readonly provider: EmailProvider,
    private readonly most: number,
  ) {}

  /** Whether the last calls of this process give no reason to go carefully. */
  get isProven(): boolean {
    return this.failures < FAILURES_IN_A_ROW;
  }

  async send(mail: BuiltMail): Promise<Outcome> {
    if (this.hasRoom) this.calling += 1;
    else if (!(await new Promise<boolean>((resolve) => this.waiting.push(resolve))))
      return notCalled;
    try {
      const outcome = await this.provider.send(mail);
      this.failures = this.failuresAfter(outcome);
      return outcome;
    } finally {
      this.calling -= 1;
      this.letIn();
    }
  }

  private failuresAfter(outcome: Outcome): number {
    if (outcome.kind === 'permanent' && outcome.scope === 'account') return FAILURES_IN_A_ROW;
    return isFailure(outcome) ? this.failures + 1 : 0;
  }

  private get hasRoom(): boolean {
    if (this.calling === 0) return true;
    return this.isProven && this.calling + this.failures < this.most;
  }

  private letIn(): void {
    if (!this.isProven) for (const resolve of this.waiting.splice(0)) resolve(false);
    while (this.waiting.length > 0 && this.hasRoom) {
      this.calling += 1;
      this.waiting.shift()?.(true);
    }
  }
}
