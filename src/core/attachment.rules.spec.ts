import { attachment } from './attachment.rules';

describe('the name of a file to keep', () => {
  it.each([
    ['Messe Köln', `attachment; filename="Messe Koln.csv"; filename*=UTF-8''Messe%20K%C3%B6ln.csv`],
    ['a"; b\r\nX: y', `attachment; filename="a b X y.csv"; filename*=UTF-8''a%20b%20X%20y.csv`],
    ['', `attachment; filename="Relance.csv"; filename*=UTF-8''Relance.csv`],
  ])('of %j', (stem, head) => {
    expect(attachment(stem, 'csv')).toBe(head);
  });

  it('is no longer than file systems take', () => {
    expect(attachment('ä'.repeat(400), 'csv')).toContain(`${'%C3%A4'.repeat(100)}.csv`);
    expect(attachment('ä'.repeat(400), 'csv')).not.toContain('%C3%A4'.repeat(101));
  });
});
