import { frameOf } from './frames.rules';
import { headOf, heartbeatOf, messageOf, payloadsOf } from './event-stream.rules';

const envelope = (length: number) => ({
  v: 1 as const,
  id: 'e1',
  seq: '000001-00000000000000000002-0000000000000000003',
  type: 'crm.lead.registered.v1',
  channel: 'leads' as const,
  time: '2026-03-02T08:00:00.000Z',
  data: { text: 'ä'.repeat(length) },
});

describe('the event stream', () => {
  it('takes the messages out of frames of every size', () => {
    const sent = [0, 60, 40_000, 10].map(envelope);

    const payloads = payloadsOf(Buffer.concat(sent.map(frameOf)));

    expect(payloads.map((payload) => JSON.parse(payload.toString()) as unknown)).toEqual(sent);
    expect(payloads.map(headOf)).toEqual(sent.map(({ type, seq }) => ({ type, seq })));
  });

  it('writes a message as one event, and a heartbeat as none', () => {
    const payload = Buffer.from('{"v":1}');

    expect(messageOf('hello', '7', payload).toString()).toBe(
      'event: hello\nid: 7\ndata: {"v":1}\n\n',
    );
    expect(heartbeatOf('7')).toBe(': heartbeat\nid: 7\n\n');
  });

  it('knows what is no message of ours', () => {
    expect(() => headOf(Buffer.from('{"data":1}'))).toThrow('no envelope');
  });
});
