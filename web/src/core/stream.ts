import { useSyncExternalStore } from 'react';

/** One message of `/ws/events`. `seq` of an event is its own place; of any other frame, the place up to which all is there. */
export interface Frame {
  readonly v: 1;
  readonly id: string;
  readonly seq: string;
  readonly type: string;
  readonly channel: string | null;
  readonly time: string;
  readonly subject?: string;
  readonly simulated?: boolean;
  readonly data: unknown;
}

export type LiveStatus = 'connecting' | 'live' | 'lost';

export interface LiveState {
  readonly status: LiveStatus;
  /** The last instant at which what is on screen was known to be current. */
  readonly asOf: string | null;
}

export interface StreamHandlers {
  frame: (frame: Frame) => void;
  /** The server says that nobody is signed in any more. */
  sessionLost: () => void;
  /** Rights changed: what is on screen may no longer be allowed. */
  rightsChanged: () => void;
  /** Something may have been missed, or cannot be heard: what is on screen is read again. */
  readAgain: () => void;
}

const CHANNELS = [
  'leads',
  'followups',
  'emails',
  'conversations',
  'conversions',
  'metrics',
  'alerts',
];
const PING_MS = 25_000;
const SILENCE_MS = 60_000;
const SAY_LOST_AFTER_MS = 3_000;
const POLL_AFTER_MS = 10_000;
const POLL_EVERY_MS = 30_000;
const BACKOFF_MS = { first: 500, most: 30_000 };
const CLOSE = { signedOut: 4401, rightsChanged: 4403, slow: 4408 };
const isEvent = (frame: Frame): boolean => frame.type.startsWith('crm.');

type Relay =
  { kind: 'frame'; frame: Frame } | { kind: 'state'; state: LiveState } | { kind: 'who' };

/**
 * One socket a browser, not a tab: tabs elect a leader by Web Lock, the leader relays by BroadcastChannel. When it goes, the
 * next one resumes from the place that all tabs know.
 */
export class Stream {
  private socket: WebSocket | null = null;
  private relay: BroadcastChannel | null = null;
  private isLeader = false;
  private stopped = false;
  private failures = 0;
  private lastSeq: string | null = null;
  private resuming = false;
  private hasSaidHello = false;
  private readonly release: AbortController = new AbortController();
  private readonly timers = { retry: 0, lost: 0, ping: 0, silence: 0, poll: 0 };
  private letGo: () => void = () => undefined;

  constructor(
    private readonly userId: string,
    private readonly handlers: StreamHandlers,
  ) {}

  start(): void {
    const name = `relance.stream.${this.userId}`;
    this.relay = new BroadcastChannel(name);
    this.relay.onmessage = (message: MessageEvent<Relay>) => this.onRelay(message.data);
    this.say({ kind: 'who' });
    this.timers.lost = window.setTimeout(() => this.publish('lost'), SAY_LOST_AFTER_MS);
    // Web Locks exist on secure origins only; without them each tab holds its own socket.
    if (!('locks' in navigator)) {
      this.beLeader();
      return;
    }
    navigator.locks
      .request(name, { signal: this.release.signal }, () => {
        this.beLeader();
        return new Promise<void>((resolve) => {
          this.letGo = resolve;
        });
      })
      .catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
      });
  }

  stop(): void {
    this.stopped = true;
    this.release.abort();
    Object.values(this.timers).forEach((timer) => window.clearTimeout(timer));
    this.socket?.close(1000);
    this.relay?.close();
    this.letGo();
  }

  /** A place that an answer on screen was read at: the first connection resumes from the oldest of them. */
  noteAsOf(sequence: string): void {
    if (this.hasSaidHello) return;
    if (this.lastSeq === null || sequence < this.lastSeq) this.lastSeq = sequence;
  }

  private beLeader(): void {
    this.isLeader = true;
    this.connect();
  }

  private connect(): void {
    if (this.stopped) return;
    const url = new URL('/ws/events', window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.onmessage = (message: MessageEvent<string>) => this.onMessage(message.data);
    socket.onclose = ({ code }) => this.onClose(code);
  }

  private onMessage(text: string): void {
    const frame = JSON.parse(text) as Frame;
    this.listenForSilence();
    if (frame.type === 'hello') this.onHello(frame);
    this.deliver(frame);
    this.say({ kind: 'frame', frame });
  }

  private onHello(hello: Frame): void {
    this.failures = 0;
    this.send({ type: 'subscribe', data: { channels: CHANNELS } });
    // Always, also after nothing: what happened between the hello and the subscription is replayed as well.
    this.lastSeq ??= hello.seq;
    this.resuming = true;
    this.hasSaidHello = true;
    this.send({ type: 'resume', data: { last_seq: this.lastSeq } });
    this.keepAlive();
    this.publish('live');
  }

  private deliver(frame: Frame): void {
    this.follow(frame);
    this.handlers.frame(frame);
    if (this.state.status === 'live') this.setState({ status: 'live', asOf: frame.time });
  }

  /** Only frames that promise completeness move the place to resume from; live events run ahead of it. */
  private follow(frame: Frame): void {
    if (frame.type === 'replay.end' || frame.type === 'replay.gap') this.resuming = false;
    else if (this.resuming || isEvent(frame) || frame.type === 'hello') return;
    if (this.lastSeq === null || frame.seq > this.lastSeq) this.lastSeq = frame.seq;
  }

  private onClose(code: number): void {
    window.clearInterval(this.timers.ping);
    window.clearTimeout(this.timers.silence);
    this.socket = null;
    this.resuming = false;
    if (this.stopped) return;
    this.failures += 1;
    if (this.failures === 1)
      this.timers.lost = window.setTimeout(() => this.publish('lost'), SAY_LOST_AFTER_MS);
    // A refused upgrade looks like any other failure to the browser: ask once whether the session still stands.
    if (code === CLOSE.signedOut || this.failures === 2) this.handlers.sessionLost();
    if (code === CLOSE.rightsChanged) this.handlers.rightsChanged();
    const delay = code === CLOSE.slow ? 0 : this.backoff();
    this.timers.retry = window.setTimeout(() => this.connect(), delay);
  }

  private backoff(): number {
    const ceiling = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** (this.failures - 1));
    return ceiling / 2 + Math.random() * (ceiling / 2);
  }

  private keepAlive(): void {
    window.clearInterval(this.timers.ping);
    this.timers.ping = window.setInterval(() => this.send({ type: 'ping' }), PING_MS);
  }

  private listenForSilence(): void {
    window.clearTimeout(this.timers.silence);
    this.timers.silence = window.setTimeout(() => this.socket?.close(4000), SILENCE_MS);
  }

  private send(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private onRelay(message: Relay): void {
    if (message.kind === 'who') {
      if (this.isLeader) this.say({ kind: 'state', state: this.state });
    } else if (message.kind === 'state') {
      this.join();
      this.publish(message.state.status, message.state.asOf);
    } else {
      this.deliver(message.frame);
    }
  }

  /** Another tab leads: what it heard after this one read its answers and before now was not relayed here. */
  private join(): void {
    if (this.hasSaidHello) return;
    this.hasSaidHello = true;
    this.handlers.readAgain();
  }

  private say(message: Relay): void {
    this.relay?.postMessage(message);
  }

  // ---- state for the screens ---------------------------------------------------------------------------------------

  private state: LiveState = { status: 'connecting', asOf: null };

  private publish(status: LiveStatus, asOf = this.state.asOf): void {
    window.clearTimeout(this.timers.lost);
    window.clearInterval(this.timers.poll);
    if (status === 'lost') {
      this.timers.poll = window.setTimeout(() => {
        this.handlers.readAgain();
        this.timers.poll = window.setInterval(this.handlers.readAgain, POLL_EVERY_MS);
      }, POLL_AFTER_MS - SAY_LOST_AFTER_MS);
    }
    this.setState({ status, asOf });
    if (this.isLeader) this.say({ kind: 'state', state: this.state });
  }

  private setState(state: LiveState): void {
    this.state = state;
    setLiveState(state);
  }
}

let liveState: LiveState = { status: 'connecting', asOf: null };
const listeners = new Set<() => void>();

function setLiveState(state: LiveState): void {
  const shown = liveState;
  // A new instant alone is repainted once a minute: the clock in the top bar shows minutes.
  if (shown.status === state.status && shown.asOf?.slice(0, 16) === state.asOf?.slice(0, 16)) {
    liveState = Object.assign(shown, state);
    return;
  }
  liveState = { ...state };
  listeners.forEach((listener) => listener());
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => liveState,
  );
}
