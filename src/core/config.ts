import { createPrivateKey, createPublicKey } from 'node:crypto';
import { z } from 'zod';

/** RFC 8301: signers use 1024 bits or more. */
const LEAST_RSA_BITS = 1024;

const port = (fallback: number) =>
  z.preprocess(
    (v) => (v === '' ? '0' : v),
    z.coerce.number().int().min(0).max(65535).default(fallback),
  );
const integer = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((v) => (v === '' ? undefined : v), schema.optional());
const rate = optional(z.coerce.number().min(0.01).max(10_000));
const flag = z
  .enum(['0', '1', ''])
  .default('')
  .transform((v) => v === '1');

/** A private RSA key in PEM, on one line with `\n` for its line ends or in base 64; becomes PEM. */
const rsaKey = z.string().transform((given, ctx) => {
  const text = given.replaceAll('\\n', '\n').trim();
  const pem = text.startsWith('-----') ? text : Buffer.from(text, 'base64').toString();
  try {
    const key = createPrivateKey(pem);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    if (key.asymmetricKeyType === 'rsa' && bits >= LEAST_RSA_BITS) return pem;
  } catch {
    // Node says no more than that it cannot read it, and its words could hold a part of the key.
  }
  ctx.addIssue({ code: 'custom', message: 'is no private RSA key of 1024 bits or more, in PEM' });
  return z.NEVER;
});

/** Words between commas. */
const list = z
  .string()
  .default('')
  .transform((v) => v.split(',').flatMap((word) => word.trim() || []));

/** A public P-256 key as SubjectPublicKeyInfo in base 64, or as PEM on one line with `\n`; becomes base 64. */
const ecKey = z.string().transform((given, ctx) => {
  const base64 = given
    .replaceAll('\\n', '')
    .replace(/-----[A-Z ]+-----/g, '')
    .replace(/\s+/g, '');
  try {
    const key = createPublicKey({
      key: Buffer.from(base64, 'base64'),
      format: 'der',
      type: 'spki',
    });
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return base64;
  } catch {
    // Node says no more than that it cannot read it.
  }
  ctx.addIssue({ code: 'custom', message: 'is no public P-256 key in base 64' });
  return z.NEVER;
});

const NEEDED_IN_CLOUD = [
  'WHATSAPP_APP_SECRET',
  'WHATSAPP_VERIFY_TOKEN',
  'WHATSAPP_ACCESS_TOKEN',
  'WHATSAPP_PHONE_NUMBER_ID',
] as const;
const ROLES = ['api', 'stream', 'worker'] as const;
const EMAIL_PROVIDERS = ['sendgrid', 'ses', 'smtp'] as const;
/** What a provider cannot send without. */
const NEEDED_TO_SEND = {
  sendgrid: 'EMAIL_SENDGRID_API_KEY',
  ses: 'EMAIL_SES_REGION',
  smtp: 'EMAIL_SMTP_URL',
} as const;

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
    RATE_LIMIT_FORMS_PER_5_MINUTES: integer(10, 1, 1_000_000),

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

    EMAIL_MODE: z.enum(['capture', 'live', 'smtp', 'off']).default('capture'),
    EMAIL_PROVIDERS: z
      .string()
      .default('smtp')
      .transform((v) => v.split(',').map((name) => name.trim()))
      .pipe(z.array(z.enum(EMAIL_PROVIDERS)).min(1)),
    EMAIL_SMTP_URL: optional(z.url({ protocol: /^smtps?$/ })),
    EMAIL_SMTP_MAILS_PER_SECOND: rate,
    EMAIL_SENDGRID_API_KEY: optional(z.string().min(8).startsWith('SG.')),
    EMAIL_SENDGRID_URL: z.url({ protocol: /^https?$/ }).default('https://api.sendgrid.com'),
    EMAIL_SENDGRID_MAILS_PER_SECOND: rate,
    EMAIL_SES_REGION: optional(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/)),
    EMAIL_SES_ACCESS_KEY_ID: optional(z.string().min(16).max(128)),
    EMAIL_SES_SECRET_ACCESS_KEY: optional(z.string().min(16)),
    EMAIL_SES_CONFIGURATION_SET: optional(z.string().regex(/^[\w-]{1,64}$/)),
    EMAIL_SES_URL: optional(z.url({ protocol: /^https?$/ })),
    EMAIL_SES_MAILS_PER_SECOND: rate,
    EMAIL_FROM_ADDRESS: z.email().default('angebote@relance.example'),
    EMAIL_FROM_NAME: z.string().min(1).max(80).default('Relance'),
    EMAIL_REPLY_DOMAIN: optional(z.hostname()),
    EMAIL_BOUNCE_DOMAIN: optional(z.hostname()),
    EMAIL_DKIM_SELECTOR: optional(z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)),
    EMAIL_DKIM_PRIVATE_KEY: optional(rsaKey),
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
    EMAIL_SENDGRID_WEBHOOK_PUBLIC_KEY: list.pipe(z.array(ecKey).max(3)),
    EMAIL_SES_TOPIC_ARNS: list.pipe(
      z.array(
        z
          .string()
          .regex(/^arn:aws(-[a-z-]+)?:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, 'is no topic of SNS'),
      ),
    ),
    EMAIL_SES_TAKES_SHA1: flag,
    EMAIL_WEBHOOK_TOLERANCE_HOURS: integer(25, 1, 168),

    WHATSAPP_MODE: optional(z.enum(['off', 'simulated', 'cloud'])),
    WHATSAPP_APP_SECRET: optional(z.string().min(16)),
    WHATSAPP_APP_SECRET_PREVIOUS: optional(z.string().min(16)),
    WHATSAPP_VERIFY_TOKEN: optional(z.string().min(16)),
    WHATSAPP_ACCESS_TOKEN: optional(z.string().min(16)),
    WHATSAPP_PHONE_NUMBER_ID: optional(z.string().regex(/^\d{3,32}$/)),
    WHATSAPP_BUSINESS_ACCOUNT_ID: optional(z.string().regex(/^\d{3,32}$/)),
    WHATSAPP_API_VERSION: z
      .string()
      .regex(/^v\d{1,3}\.\d{1,2}$/)
      .default('v25.0'),
    WHATSAPP_GRAPH_URL: z.url({ protocol: /^https?$/ }).default('https://graph.facebook.com'),
    WHATSAPP_SIMULATOR_PORT: port(4010),
    WHATSAPP_MESSAGES_PER_SECOND: integer(80, 1, 1000),
    WHATSAPP_TIMEOUT_SECONDS: z.coerce.number().min(0.1).max(60).default(10),
    WHATSAPP_LEASE_SECONDS: integer(60, 2, 3600),
    WHATSAPP_POLL_SECONDS: z.coerce.number().min(0.02).max(60).default(1),

    ERP_WEBHOOK_SECRET: optional(z.string().min(32)),

    FOLLOW_UPS_CANARY_SECONDS: integer(300, 0, 86_400),

    ANALYTICS_WEEKLY_REPORT: z
      .enum(['on', 'off'])
      .default('on')
      .transform((v) => v === 'on'),

    COCKPIT_ALERTS_SECONDS: integer(15, 0, 300),
  })
  .superRefine((c, ctx) => {
    const fault = (key: string, message: string) =>
      ctx.addIssue({ code: 'custom', path: [key], message });
    const providers = emailProviders(c);
    const isLive = c.EMAIL_MODE === 'live' || c.EMAIL_MODE === 'smtp';
    if (isLive)
      for (const provider of providers) {
        const key = NEEDED_TO_SEND[provider];
        if (!c[key])
          fault(key, `is required to send by ${provider}: see EMAIL_MODE and EMAIL_PROVIDERS`);
      }
    if (new Set(c.EMAIL_PROVIDERS).size < c.EMAIL_PROVIDERS.length)
      fault('EMAIL_PROVIDERS', 'names a provider twice');
    if (!c.EMAIL_SES_ACCESS_KEY_ID !== !c.EMAIL_SES_SECRET_ACCESS_KEY)
      fault(
        'EMAIL_SES_ACCESS_KEY_ID',
        'and EMAIL_SES_SECRET_ACCESS_KEY are given together or not at all',
      );
    if (!c.EMAIL_DKIM_SELECTOR !== !c.EMAIL_DKIM_PRIVATE_KEY)
      fault('EMAIL_DKIM_SELECTOR', 'and EMAIL_DKIM_PRIVATE_KEY are given together or not at all');
    if (c.WHATSAPP_MODE === 'cloud')
      for (const key of NEEDED_IN_CLOUD)
        if (!c[key]) fault(key, 'is required when WHATSAPP_MODE is cloud');
    if (c.RELANCE_ENV !== 'production') return;
    if (isLive && c.EMAIL_IMPRINT.includes('Musterstraße'))
      fault('EMAIL_IMPRINT', 'is required in production: business letters name their sender');
    if (isLive && c.EMAIL_FROM_ADDRESS.endsWith('.example'))
      fault('EMAIL_FROM_ADDRESS', 'is required in production');
    if (!c.SECRET_KEY) fault('SECRET_KEY', 'is required in production (32 characters or more)');
    if (!c.PUBLIC_URL?.startsWith('https://'))
      fault('PUBLIC_URL', 'is required in production and must start with https://');
    if (c.WHATSAPP_MODE === 'simulated')
      fault('WHATSAPP_MODE', 'simulated is refused in production: it is cloud or off');
    if (c.WHATSAPP_MODE === 'cloud' && !c.WHATSAPP_GRAPH_URL.startsWith('https://'))
      fault('WHATSAPP_GRAPH_URL', 'must start with https:// in production');
    for (const key of ['EMAIL_SENDGRID_URL', 'EMAIL_SES_URL'] as const)
      if (c[key]?.startsWith('http://')) fault(key, 'must start with https:// in production');
    if (c.RELANCE_DEMO) fault('RELANCE_DEMO', 'is refused in production');
  });

type Parsed = z.output<typeof ConfigSchema>;

/** The ways by which mail leaves, in order of preference; the development mailbox is an SMTP server as well. */
function emailProviders({
  EMAIL_MODE: mode,
  EMAIL_PROVIDERS: listed,
}: Pick<Parsed, 'EMAIL_MODE' | 'EMAIL_PROVIDERS'>): Parsed['EMAIL_PROVIDERS'] {
  if (mode === 'off') return [];
  return mode === 'live' ? listed : ['smtp'];
}

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

  /** Empty while nothing is sent. */
  get emailProviders(): readonly Parsed['EMAIL_PROVIDERS'][number][] {
    return emailProviders(this.values);
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
