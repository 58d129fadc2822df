import type { Frame } from './stream';

const isEvent = ({ type }: Frame) => type.startsWith('crm.');

/** Applies the client's side of the contract: remembers the place that is safe, drops what it has. */
export class StreamScreen {
  readonly ids: string[] = [];
  safe = '';
  private readonly known = new Set<string>();

  /** @param frames everything that one connection brought */
  apply(frames: readonly Frame[]): void {
    let isReplaying = frames.some(({ type }) => type === 'replay.begin');
    for (const frame of frames) {
      if (frame.type === 'replay.end' || frame.type === 'replay.gap') isReplaying = false;
      if (isEvent(frame) && !this.known.has(frame.id)) {
        this.known.add(frame.id);
        this.ids.push(frame.id);
      }
      const { safe_seq } = frame.data;
      const tells = ['pong', 'replay.end', 'metrics.update'].includes(frame.type);
      if (tells && !isReplaying && typeof safe_seq === 'string') this.safe = safe_seq;
    }
  }
}
