import { fileFault, MOST_BYTES } from './import-file.form';

describe('a file', () => {
  it.each([
    ['leads.csv', 1, null],
    ['LEADS.CSV', MOST_BYTES, null],
    ['leads.tsv', 12, null],
    ['Leads.xlsx', 12, null],
    ['leads.xls', 12, 'wrong-type'],
    ['leads.csv', MOST_BYTES + 1, 'too-large'],
    ['leads.csv', 0, 'nothing'],
    ['leads.pdf', 12, 'wrong-type'],
    ['csv', 12, 'wrong-type'],
  ])('%s of %d bytes has the fault %s', (name, size, fault) => {
    expect(fileFault({ name, size })).toBe(fault);
  });
});
