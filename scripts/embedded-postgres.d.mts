export interface EmbeddedServer {
  readonly port: number;
  readonly pid: number;
  readonly adopted: boolean;
  url(database: string): string;
  isRunning(): boolean;
  stop(): Promise<void>;
}
export function start(options: {
  dataDir: string;
  port?: number;
  password: string;
  testMode?: boolean;
}): Promise<EmbeddedServer>;
export function freePort(port: number): Promise<number>;
