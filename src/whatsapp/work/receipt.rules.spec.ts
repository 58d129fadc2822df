import fc from 'fast-check';
import { advance, type Progress, receiptOf, type ReceiptStatus } from './receipt.rules';

const START: Progress = {
  state: 'accepted',
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  failedAt: null,
};
const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 8, 0, second));
const fold = (receipts: readonly { status: ReceiptStatus; at: Date }[], from = START) =>
  receipts.reduce<{ progress: Progress; told: ReceiptStatus[] }>(
    ({ progress, told }, receipt) => {
      const next = advance(progress, receipt);
      return { progress: next.progress, told: [...told, ...next.reached] };
    },
    { progress: from, told: [] },
  );

describe('receipts', () => {
  it.each<[ReceiptStatus[], Progress['state'], ReceiptStatus[]]>([
    [['sent', 'delivered', 'read'], 'read', ['sent', 'delivered', 'read']],
    [['sent', 'read'], 'read', ['sent', 'delivered', 'read']],
    [['read', 'delivered', 'sent'], 'read', ['delivered', 'read']],
    [['delivered', 'sent'], 'delivered', ['delivered']],
    [['sent', 'failed'], 'failed', ['sent', 'failed']],
    [['failed', 'sent'], 'failed', ['failed']],
    [['failed', 'delivered'], 'delivered', ['failed', 'delivered']],
    [['delivered', 'failed'], 'delivered', ['delivered']],
    [['sent', 'sent', 'sent'], 'sent', ['sent']],
  ])('%j end as %s', (statuses, state, told) => {
    const { progress, told: heard } = fold(statuses.map((status, i) => ({ status, at: at(i) })));

    expect([progress.state, heard]).toEqual([state, told]);
  });

  it('end the same in whatever order and however often they come, and never go back', () => {
    const status = fc.constantFrom<ReceiptStatus>('sent', 'delivered', 'read', 'failed');
    const receipts = fc.array(fc.record({ status, at: fc.integer({ min: 0, max: 50 }).map(at) }), {
      minLength: 1,
      maxLength: 8,
    });
    const rank = ['sent', 'failed', 'delivered', 'read'];
    const highest = (given: readonly { status: ReceiptStatus }[]) =>
      given.map((one) => one.status).reduce((a, b) => (rank.indexOf(a) >= rank.indexOf(b) ? a : b));

    fc.assert(
      fc.property(receipts, fc.infiniteStream(fc.nat()), (given, order) => {
        const shuffled = [...given, ...given]
          .map((one) => ({ one, key: order.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const { progress, told } = fold(shuffled);

        expect(progress.state).toBe(highest(given));
        expect(progress).toEqual(fold(given).progress);
        expect(told.map((one) => rank.indexOf(one))).toEqual(
          told.map((one) => rank.indexOf(one)).sort((a, b) => a - b),
        );
        expect(new Set(told).size).toBe(told.length);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [
      { status: 'sent', pricing: { billable: false } },
      { status: 'sent', pricing: { billable: false } },
    ],
    [{ status: 'played' }, { status: 'read' }],
    [
      { status: 'failed', errors: [{ code: 131026, title: 'x' }] },
      { status: 'failed', errorCode: 131026 },
    ],
    [{ status: 'read', biz_opaque_callback_data: 'ours' }, { callbackData: 'ours' }],
  ])('%j are read', (given, expected) => {
    expect(receiptOf({ id: 'wamid.1', timestamp: '1770000000', ...given })).toMatchObject(expected);
  });

  it.each(['deleted', 'warning', 'something-new'])('%s say nothing of the way', (status) => {
    expect(receiptOf({ id: 'wamid.1', timestamp: '1770000000', status })).toBeNull();
  });
});
