import type { Language } from '../classification/pattern.rules';
import type { Intent } from '../intents/intents.rules';
import { UNDERSTOOD_FROM } from '../intents/intents.rules';
import { demandOf } from '../threads/waiting.rules';
import type { Reply, Turn } from './responder.provider';

/** A chat is no letter; the channel would take 4,096. */
export const LONGEST_REPLY = 1_000;
/** The second message in a row that is not understood goes to a person. */
const DOUBTS_FOR_A_PERSON = 2;

type Said = Exclude<Intent, 'unknown'> | 'unclear' | 'unsure' | 'handed_on';

/** What is said to each intent. They state what is, and neither promise nor name a figure. `{who}` is the owner. */
const WORDS: Readonly<Record<Language, Readonly<Record<Said, string>>>> = {
  de: {
    greeting:
      'Guten Tag! Hier antwortet ein Programm. Schreiben Sie mir, worum es geht: Produkte, Preise, Unterlagen oder ein Rückruf. Mit „Mensch“ geht Ihre Nachricht an {who}.',
    interested: 'Vielen Dank für Ihr Interesse. {who} sieht Ihre Nachricht hier im Verlauf.',
    not_interested:
      'Danke für Ihre klare Antwort. Wenn Sie hier gar nichts mehr von uns lesen möchten, schreiben Sie „Stopp“.',
    later: 'Danke, verstanden: im Moment nicht.',
    product:
      'Danke für Ihre Frage zu unseren Produkten. Ein Programm soll dazu nichts Falsches sagen: Ihre Frage steht hier für {who} im Verlauf.',
    price:
      'Danke für Ihre Frage nach den Preisen. Ein Programm nennt Ihnen dazu keine Zahlen: Ihre Frage steht hier für {who} im Verlauf.',
    callback: 'Danke. Ihr Wunsch nach einem Anruf liegt {who} vor.',
    content: 'Danke. Ihre Bitte um Unterlagen steht hier für {who} im Verlauf.',
    feedback_positive: 'Vielen Dank, das freut uns.',
    feedback_negative: 'Danke für Ihre offene Rückmeldung. {who} sieht sie hier im Verlauf.',
    complaint: 'Das tut uns leid. Ihre Beschwerde liegt {who} vor.',
    opt_out: 'Verstanden. Wir schreiben Ihnen hier keine Werbung mehr.',
    opt_in:
      'Danke, notiert: Sie möchten hier von uns lesen. Mit „Stopp“ beenden Sie das jederzeit.',
    thanks: 'Gern geschehen.',
    help: 'Hier antwortet ein Programm. Schreiben Sie mir, worum es geht: Produkte, Preise, Unterlagen oder ein Rückruf. Mit „Mensch“ geht Ihre Nachricht an {who}, mit „Stopp“ hören Sie hier nichts mehr von uns.',
    person: 'Ihre Nachricht liegt {who} vor.',
    unclear:
      'Das habe ich nicht sicher verstanden. Schreiben Sie es bitte noch einmal mit anderen Worten, oder „Mensch“, dann geht Ihre Nachricht an {who}.',
    unsure: 'Das verstehe ich leider nicht. Ihre Nachricht liegt jetzt {who} vor.',
    handed_on: 'Ihre Nachricht liegt {who} vor.',
  },
  en: {
    greeting:
      'Hello! This is an automatic answer. Tell me what it is about: products, prices, documents or a call. With “human” your message goes to {who}.',
    interested: 'Thank you for your interest. {who} sees your message in this chat.',
    not_interested:
      'Thank you for your clear answer. If you do not want to read from us here at all, write “stop”.',
    later: 'Thank you, understood: not at the moment.',
    product:
      'Thank you for your question about our products. A program should not get that wrong: {who} finds your question in this chat.',
    price:
      'Thank you for asking about prices. A program names no figures: {who} finds your question in this chat.',
    callback: 'Thank you. {who} has your wish for a call.',
    content: 'Thank you. {who} finds your request for documents in this chat.',
    feedback_positive: 'Thank you, we are glad to hear that.',
    feedback_negative: 'Thank you for telling us openly. {who} sees it in this chat.',
    complaint: 'We are sorry. {who} has your complaint.',
    opt_out: 'Understood. We will not advertise to you here any more.',
    opt_in: 'Thank you, noted: you want to read from us here. “Stop” ends that at any time.',
    thanks: 'You are welcome.',
    help: 'This is an automatic answer. Tell me what it is about: products, prices, documents or a call. With “human” your message goes to {who}, with “stop” you hear nothing more from us here.',
    person: '{who} has your message.',
    unclear:
      'I am not sure that I understood. Please write it once more in other words, or “human”, and your message goes to {who}.',
    unsure: 'I am sorry, I do not understand. {who} has your message now.',
    handed_on: '{who} has your message.',
  },
};
/** Who has it when nobody owns the lead: as its sentence wants it. */
const TEAM: Readonly<Record<Language, (before: string) => string>> = {
  de: (before) => {
    if (before === '' || /[.:] $/.test(before)) return 'Unser Team';
    return /\b(für|an) $/.test(before) ? 'unser Team' : 'unserem Team';
  },
  en: (before) => (before === '' || /[.:] $/.test(before) ? 'Our team' : 'our team'),
};

/** What the rules answer: the same turn, the same words. */
export function replyTo(turn: Turn): Reply {
  const { intent, confidence } = turn.reading;
  if (intent === 'unknown' || confidence < UNDERSTOOD_FROM)
    return turn.doubts + 1 >= DOUBTS_FOR_A_PERSON
      ? { text: wordsOf('unsure', turn), handOff: 'unsure' }
      : { text: wordsOf('unclear', turn), handOff: null };
  return { text: wordsOf(intent, turn), handOff: demandOf(turn.reading) };
}

/** What is said when a person goes on and nothing else can be. */
export function handOnWords(turn: Pick<Turn, 'language' | 'facts'>): string {
  return wordsOf('handed_on', turn);
}

function wordsOf(said: Said, { language, facts }: Pick<Turn, 'language' | 'facts'>): string {
  const words = WORDS[language][said];
  return words.replace(
    '{who}',
    (_, at: number) => facts.ownerName ?? TEAM[language](words.slice(0, at)),
  );
}

const PROMISES =
  /\b(garantier\w*|versprech\w*|versproch\w*|zugesichert|zusicher\w*|guarantee\w*|promis\w*|verbindlich|bindend|binding offer)\b/i;
const FIGURE = /\d+(?:[.,]\d+)*/g;

/**
 * Whether an answer may be sent as it is, whoever found it: short, without a promise, and without a figure that nobody
 * has named in this conversation.
 */
export function maySay(text: string, turn: Pick<Turn, 'text' | 'memory'>): boolean {
  if (text.trim() === '' || text.length > LONGEST_REPLY || PROMISES.test(text)) return false;
  const named = new Set([turn.text, ...turn.memory.map((said) => said.text)].flatMap(figuresOf));
  return figuresOf(text).every((figure) => named.has(figure));
}

function figuresOf(text: string): string[] {
  return text.match(FIGURE) ?? [];
}
