import { z } from 'zod';

const port = (fallback: number) =>
  z.preprocess(
    (v) => (v === '' ? '0' : v),
    z.coerce.number().int().min(0).max(65535).default(fallback),
  );
const integer = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((v) => (v === '' ? undefined : v), schema.optional());
const flag = z
  .enum(['0', '1', ''])
  .default('')
  .transform((v) => v === '1');

const ROLES = ['api', 'stream', 'worker'] as const;

/** Every setting, in the order of `.env.example`. Units are in the names. */
export const ConfigSchema = z
  .object({
    RELANCE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    RELANCE_DEMO: flag,
    HOST: z.preprocess((v) => (v === '' ? undefined : v), z.string().default('127.0.0.1')),
    PORT: port(3000),
    EVENTS_PORT: port(3001),
    DASHBOARD_PORT: port(8080),
    PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })),
    TRUST_PROXY: z.preprocess((v) => (v === '' ? '0' : v), integer(0, 0, 10)),
    ROLES: z
      .string()
      .default(ROLES.join(','))
      .transform((v) => v.split(',').map((r) => r.trim()))
      .pipe(z.array(z.enum(ROLES)).min(1)),
    STOP_SECONDS: integer(20, 1, 120),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    SECRET_KEY: optional(z.string().min(32)),
    METRICS_TOKEN: optional(z.string().min(16)),

    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    DATABASE_OWNER_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
    DATABASE_DIRECT_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
    DATABASE_EMBEDDED_PORT: port(54329),
    DATABASE_POOL_SIZE: integer(12, 2, 200),
    DATABASE_STATEMENT_TIMEOUT_SECONDS: integer(15, 1, 600),

    EVENTS_POLL_SECONDS: z.coerce.number().min(0.02).max(60).default(1),
    EVENTS_BATCH_SIZE: integer(1000, 1, 1000),

    ADMIN_EMAIL: optional(z.email()),
    ADMIN_PASSWORD: optional(z.string().min(12).max(200)),
    SESSION_IDLE_HOURS: integer(12, 1, 720),
    SESSION_MAX_DAYS: integer(30, 1, 365),
    RATE_LIMIT_READS_PER_MINUTE: integer(600, 1, 1_000_000),
    RATE_LIMIT_WRITES_PER_MINUTE: integer(240, 1, 1_000_000),
    RATE_LIMIT_SEARCHES_PER_MINUTE: integer(120, 1, 1_000_000),
    RATE_LIMIT_SIGN_INS_PER_5_MINUTES: integer(10, 1, 1_000_000),

    STREAM_MAX_CONNECTIONS: integer(1000, 1, 100_000),
    STREAM_MAX_PER_USER: integer(5, 1, 10_000),
    STREAM_MAX_PER_ADDRESS: integer(20, 1, 100_000),
    STREAM_ALLOWED_ORIGINS: z
      .string()
      .default('')
      .transform((v) =>
        v
          .split(',')
          .map((o) => o.trim())
          .filter(Boolean),
      ),

    EMAIL_MODE: z.enum(['capture', 'smtp', 'off']).default('capture'),
    EMAIL_SMTP_URL: optional(z.url({ protocol: /^smtps?$/ })),
    EMAIL_FROM_ADDRESS: z.email().default('angebote@relance.example'),
    EMAIL_FROM_NAME: z.string().min(1).max(80).default('Relance'),
    EMAIL_REPLY_DOMAIN: optional(z.hostname()),
    EMAIL_BOUNCE_DOMAIN: optional(z.hostname()),
    EMAIL_IMPRINT: z
      .string()
      .min(10)
      .max(500)
      .default(
        'Relance Musterküche GmbH · Musterstraße 1 · 10115 Berlin · Amtsgericht Charlottenburg HRB 000000 · Geschäftsführung: Maria Muster',
      ),
    EMAIL_INBOUND_PORT: optional(z.coerce.number().int().min(0).max(65535)),
    EMAIL_INBOUND_HOST: z.string().default('127.0.0.1'),
    EMAIL_MAILBOX_PORT: port(1025),
    EMAIL_CONCURRENCY: integer(10, 1, 100),
    EMAIL_BATCH_SIZE: integer(500, 1, 500),
    EMAIL_LEASE_SECONDS: integer(180, 2, 3600),
    EMAIL_POLL_SECONDS: z.coerce.number().min(0.02).max(60).default(1),
    EMAIL_RENDERERS: integer(2, 1, 8),
  })
  .superRefine((c, ctx) => {
    const fault = (key: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [key], message });
    if (c.EMAIL_MODE === 'smtp' && !c.EMAIL_SMTP_URL)
      fault('EMAIL_SMTP_URL', 'is required when EMAIL_MODE is smtp');
    if (c.RELANCE_ENV !== 'production') return;
    if (c.EMAIL_MODE === 'smtp' && c.EMAIL_IMPRINT.includes('Musterstraße'))
      fault('EMAIL_IMPRINT', 'is required in production: business letters name their sender');
    if (c.EMAIL_MODE === 'smtp' && c.EMAIL_FROM_ADDRESS.endsWith('.example'))
      fault('EMAIL_FROM_ADDRESS', 'is required in production');
    if (!c.SECRET_KEY) fault('SECRET_KEY', 'is required in production (32 characters or more)');
    if (!c.PUBLIC_URL?.startsWith('https://'))
      fault('PUBLIC_URL', 'is required in production and must start with https://');
    if (c.RELANCE_DEMO) fault('RELANCE_DEMO', 'is refused in production');
  });

type Parsed = z.output<typeof ConfigSchema>;

/** The parsed environment. Inject this; nobody else reads `process.env`. */
export class Config {
  constructor(readonly values: Readonly<Parsed>) {}

  get<K extends keyof Parsed>(key: K): Parsed[K] {
    return this.values[key];
  }

  /** In every link that leaves the house; never with a slash at the end. */
  get publicUrl(): string {
    const url = this.values.PUBLIC_URL ?? `http://localhost:${String(this.values.PORT)}`;
    return url.replace(/\/$/, '');
  }

  get isProduction(): boolean {
    return this.values.RELANCE_ENV === 'production';
  }

  runs(role: (typeof ROLES)[number]): boolean {
    return this.values.ROLES.includes(role);
  }
}

/** All faults of the environment at once. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The settings have ${String(faults.length)} fault(s):\n  ${faults.join('\n  ')}`);
  }
}

/** @throws ConfigError naming every faulty setting, once */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const result = ConfigSchema.safeParse(env);
  if (result.success) return new Config(result.data);
  throw new ConfigError(result.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`));
}
