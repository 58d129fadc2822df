import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { CustomerActivated, CustomerOrderRecorded } from '../../events/catalogue';
import type { Scope } from '../../identity';
import { Pages } from '../../leads';
import type { Customer } from '../customer.entity';
import { CustomerRecords } from '../customer-records.service';
import { CustomerArchived, OrderNumberTaken } from '../customers.problems';
import type { ListOrders, OrderPage, OrderView, RecordOrder } from './orders.dto';

const VIEW = `o.id, o.customer_id AS "customerId", o.number, o.ordered_at AS "orderedAt", o.delivered_at AS "deliveredAt",
  json_build_object('cents', o.amount_cents, 'currency', o.currency) AS amount, o.recorded_at AS "recordedAt"`;
/** Clocks of other systems run ahead by this much at most. */
const AHEAD_MS = 5 * 60_000;

/** What customers order. The unique number makes it harmless to say the same twice. */
@Injectable()
export class Orders {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly pages: Pages,
    private readonly records: CustomerRecords,
  ) {}

  /** The newest first. @throws CustomerNotFound */
  async list(scope: Scope, customerId: string, query: ListOrders): Promise<OrderPage> {
    return this.db.transaction(scope, async (tx) => {
      await this.records.require(tx, customerId);
      return this.pages.read<OrderView, OrderView>(tx, query, {
        name: 'customer-orders',
        sql: `SELECT ${VIEW}, o.ordered_at::text AS place FROM customer_orders o WHERE o.customer_id = $1`,
        values: [customerId],
        order: { column: 'o.ordered_at', cast: 'timestamptz', id: 'o.id', descending: true },
        view: (rows) => Promise.resolve([...rows]),
      });
    });
  }

  /**
   * Writes an order down; said again with a delivery, the delivery is added. The first delivered one makes a
   * prospect an active customer.
   * @throws CustomerNotFound, CustomerArchived, OrderNumberTaken when the number stands for something else
   */
  async record(
    scope: Scope,
    customerId: string,
    input: RecordOrder,
  ): Promise<{ order: OrderView; fresh: boolean }> {
    return this.db.transaction(scope, (tx) => this.write(tx, customerId, input));
  }

  /** As {@link record}, for a caller that knows the customer by its number. */
  async recordByNumber(
    scope: Scope,
    customerNumber: string,
    input: RecordOrder,
  ): Promise<{ order: OrderView; fresh: boolean }> {
    return this.db.transaction(scope, async (tx) =>
      this.write(tx, await this.records.idOf(tx, customerNumber), input),
    );
  }

  private async write(tx: Tx, customerId: string, input: RecordOrder) {
    this.refuseFuture(input);
    const customer = await this.records.lock(tx, customerId);
    if (customer.state === 'ARCHIVED') throw new CustomerArchived();
    const fresh = await this.insert(tx, customerId, input);
    const order = fresh ?? (await this.deliver(tx, customerId, input));
    await this.touch(tx, customer, order);
    if (fresh) await this.tell(tx, fresh);
    return { order, fresh: fresh !== null };
  }

  private refuseFuture({ orderedAt, deliveredAt }: RecordOrder): void {
    const latest = this.clock.now().getTime() + AHEAD_MS;
    const faults = Object.entries({ orderedAt, deliveredAt }).filter(
      ([, at]) => typeof at === 'string' && new Date(at).getTime() > latest,
    );
    if (faults.length === 0) return;
    const errors = faults.map(([key]) => ({
      pointer: `#/${key}`,
      detail: { en: 'lies in the future', de: 'liegt in der Zukunft' },
    }));
    throw new InvalidRequest(undefined, { errors });
  }

  private async insert(
    tx: Tx,
    customerId: string,
    { number, orderedAt, deliveredAt, amount }: RecordOrder,
  ): Promise<OrderView | null> {
    const by = tx.scope.actor.kind === 'user' ? tx.scope.actor.id : null;
    const [made] = await tx.rows<OrderView>(
      `INSERT INTO customer_orders AS o (id, customer_id, subject_id, number, ordered_at, delivered_at, amount_cents, currency,
              recorded_at, recorded_by)
       VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (number) DO NOTHING RETURNING ${VIEW}`,
      [
        ...[this.ids.uuid(), customerId, number, orderedAt, deliveredAt ?? null],
        ...[amount.cents, amount.currency, this.clock.now(), by],
      ],
    );
    return made ?? null;
  }

  /** The same order said again, with a delivery that was not known perhaps. */
  private async deliver(
    tx: Tx,
    customerId: string,
    { number, orderedAt, deliveredAt, amount }: RecordOrder,
  ): Promise<OrderView> {
    const [same] = await tx.rows<OrderView>(
      `UPDATE customer_orders o SET delivered_at = coalesce(o.delivered_at, $5)
        WHERE o.number = $1 AND o.customer_id = $2 AND o.amount_cents = $3 AND o.currency = $4 AND o.ordered_at = $6
          AND ($5::timestamptz IS NULL OR o.delivered_at IS NULL OR o.delivered_at = $5) RETURNING ${VIEW}`,
      [number, customerId, amount.cents, amount.currency, deliveredAt ?? null, orderedAt],
    );
    if (!same) throw new OrderNumberTaken();
    return same;
  }

  private async touch(tx: Tx, customer: Customer, order: OrderView): Promise<void> {
    const orderedAt = new Date(order.orderedAt);
    const later = customer.lastOrderAt === null || orderedAt > customer.lastOrderAt;
    const activates = customer.state === 'PROSPECT' && order.deliveredAt !== null;
    const patch: Partial<Customer> = later ? { lastOrderAt: orderedAt } : {};
    if (activates && order.deliveredAt !== null) {
      const activatedAt = new Date(order.deliveredAt);
      await this.records.save(tx, customer, { ...patch, state: 'ACTIVE', activatedAt }, ['status']);
      const facts = { customerId: customer.id, orderId: order.id };
      const at = { activatedAt: activatedAt.toISOString() };
      await this.events.record(tx, CustomerActivated, customer.id, { ...facts, ...at });
    } else if (later) await this.records.touch(tx, customer.id, patch);
  }

  private async tell(tx: Tx, order: OrderView): Promise<void> {
    const { id: orderId, customerId, amount, orderedAt, deliveredAt } = order;
    await this.events.record(tx, CustomerOrderRecorded, customerId, {
      ...{ customerId, orderId, amountCents: amount.cents, currency: amount.currency },
      orderedAt: new Date(orderedAt).toISOString(),
      deliveredAt: deliveredAt === null ? null : new Date(deliveredAt).toISOString(),
    });
  }
}
