jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { entriesOf, type Proposal, type ResponseRow, type Task } from './inbox.queries';

const answer = (id: string, receivedAt: string) => ({ id, receivedAt }) as ResponseRow;
const proposal = (id: string, responseId: string, requestedAt: string) =>
  ({ id, responseId, requestedAt }) as Proposal;

describe('what waits for a person', () => {
  it('has first whoever waits longest, and a proposal only when its answer does not wait itself', () => {
    const entries = entriesOf(
      [answer('late', '2026-03-02T10:00:00Z'), answer('early', '2026-03-01T10:00:00Z')],
      [
        proposal('of-early', 'early', '2026-03-01T10:00:01Z'),
        proposal('alone', 'decided', '2026-03-01T12:00:00Z'),
      ],
      [{ id: 'left', openedAt: '2026-03-01T11:00:00Z' } as Task],
    );

    expect(entries.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'answer early',
      'left left',
      'proposal alone',
      'answer late',
    ]);
  });
});
