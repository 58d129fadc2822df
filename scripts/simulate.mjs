import { parseArgs } from 'node:util';
import { Refusal, report } from './lib/progress.mjs';
import { isProduction, settings } from './lib/settings.mjs';

const USAGE = `Usage: npm run simulate -- <what> [options]

Acts as WhatsApp towards a Relance that runs with WHATSAPP_MODE=simulated on this machine.

  text    --from +4915112345678 --body "Haben Sie Pommes?"     somebody writes
  click   --from +4915112345678 [--button 0]                   somebody taps a button of the last message with buttons
          [--payload v1:unlock:all] [--label "Details"]        ... or any button
  list    --from +4915112345678 --payload v1:menu              somebody chooses a row
  status  [--wamid …] --statuses sent,delivered,read           WhatsApp reports of a message (without --wamid: the last)
          [--error 131026] [--shuffle] [--duplicate]
  messages                                                     what was handed over, newest last

  --name "Eva Brandt"   profile name of whoever writes
  --wamid wamid.…       the message that is quoted
  --port 4010           where the stand-in listens (WHATSAPP_SIMULATOR_PORT)

A number that ends in 000<code> is refused with that error, in 0009<code> accepted and then reported as failed with it,
in 000999 never answered. Everything that comes of this is marked as simulated.`;

const ACTS = ['text', 'click', 'list', 'status', 'messages'];
const OPTIONS = {
  from: { type: 'string' },
  body: { type: 'string' },
  name: { type: 'string' },
  wamid: { type: 'string' },
  button: { type: 'string' },
  payload: { type: 'string' },
  label: { type: 'string' },
  statuses: { type: 'string' },
  error: { type: 'string' },
  shuffle: { type: 'boolean' },
  duplicate: { type: 'boolean' },
  port: { type: 'string' },
  help: { type: 'boolean' },
};

async function run() {
  const { positionals, values } = argumentsOf();
  const [act] = positionals;
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  if (positionals.length !== 1 || !ACTS.includes(act)) throw new Refusal(USAGE);
  const env = settings();
  if (isProduction(env)) throw new Refusal('Production simulates nothing.');
  const port = values.port || env['WHATSAPP_SIMULATOR_PORT'] || '4010';
  const { error, statuses } = values;
  const asked = {
    ...values,
    ...(error && { errorCode: error }),
    ...(statuses && { statuses: statuses.split(',').map((one) => one.trim()) }),
  };
  const answer = await ask(`http://127.0.0.1:${port}/control/${act}`, asked);
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
}

async function ask(url, asked) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(asked) }).catch(() => {
    throw new Refusal(
      `Nothing answers at ${url}: start Relance with WHATSAPP_MODE=simulated first.`,
    );
  });
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.error?.message ?? `status ${response.status}`);
  return answer;
}

function argumentsOf() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Refusal(`${error.message}\n\n${USAGE}`);
  }
}

run().catch(report);
