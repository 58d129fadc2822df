import { intentOf } from '../intents/intents.rules';
import { type Answerer, replyWithin } from './budget.rules';
import type { Turn } from './responder.provider';

const turn: Turn = {
  text: 'Was kostet ein Karton?',
  language: 'de',
  reading: intentOf('Was kostet ein Karton?'),
  doubts: 0,
  memory: [],
  facts: {
    contactName: null,
    company: 'Hotel Adler',
    city: null,
    businessType: 'HOTEL',
    ownerName: 'Anna Keller',
  },
};
const handedOn = { text: 'Ihre Nachricht liegt Anna Keller vor.', handOff: 'responder_failed' };

describe('a responder', () => {
  it.each<[string, Answerer, string]>([
    ['that never answers', () => new Promise(() => undefined), 'late'],
    [
      'that gives up when it is told to',
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        }),
      'late',
    ],
    ['that fails', () => Promise.reject(new Error('503')), 'error'],
    [
      'that invents a price',
      () => Promise.resolve({ text: 'Ein Karton kostet 19,90 Euro.', handOff: null }),
      'unfit',
    ],
  ])('%s hands the turn to a person', async (_, answerer, failure) => {
    expect(await replyWithin(answerer, turn, 20)).toEqual({ reply: handedOn, failure });
  });

  it('that is in time and says nothing forbidden is heard', async () => {
    const reply = { text: 'Zu welchem Produkt?', handOff: null };

    expect(await replyWithin(() => Promise.resolve(reply), turn, 1_000)).toEqual({
      reply,
      failure: null,
    });
  });
});
