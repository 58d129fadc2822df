import { createHmac } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, lockKeys, shareKeys, type Tx } from '../../core/database';
import { EventLog } from '../../events';
import { InstallationConfirmed } from '../../events/catalogue';
import { Audit } from '../audit/audit.service';
import { type Scope, systemScope } from '../scope.rules';
import type { InstallationView } from './installation.dto';

interface Row {
  readonly fingerprint: string;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date;
}

const SHOWN = 12;
const LOCK = 'installation';
const COLUMNS = `fingerprint, confirmed_by AS "confirmedBy", confirmed_at AS "confirmedAt"`;

/**
 * Whether this database runs where it belongs. A copy of it, restored elsewhere, has another fingerprint (the cluster,
 * the database in it, the public address, the secret) and sends nothing by itself until an administrator confirms.
 */
@Injectable()
export class Installation implements OnApplicationBootstrap {
  private mine = '';

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly audit: Audit,
  ) {}

  /** The first to run on a new database belongs there. */
  async onApplicationBootstrap(): Promise<void> {
    await this.db.transaction(systemScope('installation'), async (tx) => {
      this.mine = await this.fingerprint(tx);
      await tx.rows(
        `INSERT INTO setting_installation (fingerprint, confirmed_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
        [this.mine, this.clock.now()],
      );
    });
  }

  /** Whether anything may leave by itself; stays true until the transaction ends. */
  async isConfirmed(tx: Tx): Promise<boolean> {
    const [, { fingerprint }] = await Promise.all([shareKeys(tx, [LOCK]), this.row(tx)]);
    return fingerprint === this.mine;
  }

  async view(scope: Scope): Promise<InstallationView> {
    return this.db.transaction(scope, async (tx) => this.shown(await this.row(tx)));
  }

  /** From now on this is where the database belongs; wherever it ran before sends nothing any more. */
  async confirm(scope: Scope, reason: string): Promise<InstallationView> {
    return this.db.transaction(scope, async (tx) => {
      await lockKeys(tx, [LOCK]);
      const before = await this.row(tx);
      if (before.fingerprint === this.mine) return this.shown(before);
      const now = this.clock.now();
      await tx.rows(
        'UPDATE setting_installation SET fingerprint = $1, confirmed_by = $2, confirmed_at = $3',
        [this.mine, scope.userId, now],
      );
      const fingerprint = this.mine.slice(0, SHOWN);
      const confirmedAt = now.toISOString();
      await this.events.record(tx, InstallationConfirmed, this.mine, { fingerprint, confirmedAt });
      await this.audit.write(tx, {
        act: 'installation.confirm',
        before: { fingerprint: before.fingerprint.slice(0, SHOWN) },
        after: { fingerprint },
        why: reason,
      });
      return this.shown(await this.row(tx));
    });
  }

  private shown({ fingerprint, confirmedBy, confirmedAt }: Row): InstallationView {
    return {
      confirmed: fingerprint === this.mine,
      fingerprint: this.mine.slice(0, SHOWN),
      confirmedFingerprint: fingerprint.slice(0, SHOWN),
      confirmedBy,
      confirmedAt: confirmedAt.toISOString(),
    };
  }

  private async row(tx: Tx): Promise<Row> {
    const [row] = await tx.rows<Row>(
      `SELECT ${COLUMNS} FROM setting_installation`,
      [],
      'installation',
    );
    if (!row) throw new Error('The table setting_installation is empty.');
    return row;
  }

  private async fingerprint(tx: Tx): Promise<string> {
    const [database] = await tx.rows<{ cluster: string; oid: string }>(
      `SELECT (SELECT system_identifier::text FROM pg_control_system()) AS cluster,
              (SELECT oid::text FROM pg_database WHERE datname = current_database()) AS oid`,
    );
    const place = [database?.cluster, database?.oid, this.config.get('PUBLIC_URL') ?? ''];
    return createHmac('sha256', this.config.get('SECRET_KEY') ?? '')
      .update(JSON.stringify(place))
      .digest('hex');
  }
}
