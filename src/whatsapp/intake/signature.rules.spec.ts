import { createHmac } from 'node:crypto';
import { isSameWord, isSigned, signatureOf } from './signature.rules';

const OLD = 'the-secret-of-before';
const NEW = 'the-secret-of-today';
const body = Buffer.from('{"object":"whatsapp_business_account","name":"Gräfin"}');
const by = (secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

describe('a signature', () => {
  it.each([
    ['of today', by(NEW), true],
    ['of before', by(OLD), true],
    ['in capitals', by(NEW).toUpperCase().replace('SHA256', 'sha256'), true],
    ['of a stranger', by('somebody-else'), false],
    ['that is missing', undefined, false],
    ['without its method', by(NEW).slice(7), false],
    ['of SHA-1', `sha1=${createHmac('sha1', NEW).update(body).digest('hex')}`, false],
    ['that is cut', by(NEW).slice(0, -1), false],
    ['that is no hex', `sha256=${'z'.repeat(64)}`, false],
  ])('%s', (_what, header, fits) => {
    expect(isSigned(body, header, [NEW, OLD])).toBe(fits);
  });

  it('is over the bytes as sent, not over what they mean', () => {
    const same = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1));

    expect(isSigned(same, by(NEW), [NEW])).toBe(false);
    expect(isSigned(same, signatureOf(same, NEW), [NEW])).toBe(true);
  });

  it('of nobody fits no secret', () => {
    expect(isSigned(body, by(''), [])).toBe(false);
  });
});

describe('a word', () => {
  it.each([
    ['verify-me', 'verify-me', true],
    ['verify-mf', 'verify-me', false],
    ['', 'verify-me', false],
    ['verify-me-too', 'verify-me', false],
  ])('%j against %j', (given, wanted, same) => {
    expect(isSameWord(given, wanted)).toBe(same);
  });
});
