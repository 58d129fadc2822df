import { closedDaysOf } from './holidays.rules';
import { regionOf } from './regions.rules';

describe('the region of an address', () => {
  it.each([
    ['10115', 'DE-BE'],
    ['12529', 'DE-BB'],
    ['20095', 'DE-HH'],
    ['28195', 'DE-HB'],
    ['27568', 'DE-HB'],
    ['50667', 'DE-NW'],
    ['60311', 'DE-HE'],
    ['55116', 'DE-RP'],
    ['66111', 'DE-SL'],
    ['70173', 'DE-BW'],
    ['80331', 'DE-BY'],
    ['90402', 'DE-BY'],
    ['86150', 'DE-BY-A'],
    ['89073', 'DE-BW'],
    ['89231', 'DE-BY'],
    ['01067', 'DE-SN'],
    ['04109', 'DE-SN'],
    ['06108', 'DE-ST'],
    ['39104', 'DE-ST'],
    ['99084', 'DE-TH'],
    ['14467', 'DE-BB'],
    ['19053', 'DE-MV'],
    ['18055', 'DE-MV'],
    ['24103', 'DE-SH'],
    ['23552', 'DE-SH'],
    ['30159', 'DE-NI'],
    ['38100', 'DE-NI'],
    ['07919', 'DE-SN+DE-TH'],
    ['D-80331', 'DE-BY'],
  ])('of the German code %s is %s', (code, region) => {
    expect(regionOf('DE', code)).toBe(region);
  });

  it.each([
    ['8001', 'CH-ZH'],
    ['3011', 'CH-BE'],
    ['2502', 'CH-BE'],
    ['4051', 'CH-BS'],
    ['4410', 'CH-BL'],
    ['1201', 'CH-GE'],
    ['1003', 'CH-VD'],
    ['1700', 'CH-FR'],
    ['1950', 'CH-VS'],
    ['2000', 'CH-NE'],
    ['2800', 'CH-JU'],
    ['6003', 'CH-LU'],
    ['6300', 'CH-ZG'],
    ['6430', 'CH-SZ'],
    ['6460', 'CH-UR'],
    ['6060', 'CH-OW'],
    ['6370', 'CH-NW'],
    ['6900', 'CH-TI'],
    ['7000', 'CH-GR'],
    ['8750', 'CH-GL'],
    ['8200', 'CH-SH'],
    ['8500', 'CH-TG'],
    ['9000', 'CH-SG'],
    ['9050', 'CH-AI'],
    ['9100', 'CH-AR'],
    ['5000', 'CH-AG'],
    ['4500', 'CH-SO'],
    ['8640', 'CH-SG+CH-SZ'],
  ])('of the Swiss code %s is %s', (code, region) => {
    expect(regionOf('CH', code)).toBe(region);
  });

  it('is a country where its states do not matter, and any state where the code is unknown', () => {
    expect(regionOf('AT', '1010')).toBe('AT');
    expect(regionOf('DE', null)).toBe('DE-?');
    expect(regionOf('DE', '123')).toBe('DE-?');
    expect(regionOf('CH', '00')).toBe('CH-?');
  });
});

describe('closed days', () => {
  it.each([
    ['DE-BY', '2026-01-06', true],
    ['DE-BE', '2026-01-06', false],
    ['DE-BY', '2028-08-15', true],
    ['DE-BY', '2028-08-08', false],
    ['DE-BY-A', '2028-08-08', true],
    ['DE-SN', '2026-11-18', true],
    ['DE-TH', '2026-11-18', false],
    ['DE-SN+DE-TH', '2026-11-18', true],
    ['DE-?', '2026-11-18', true],
    ['DE-NW', '2026-06-04', true],
    ['AT', '2026-10-26', true],
    ['AT', '2026-12-08', true],
    ['CH-TI', '2026-06-29', true],
    ['CH-ZH', '2026-06-29', false],
    ['CH-AI', '2026-09-22', true],
    ['NONE', '2026-12-24', true],
    ['NONE', '2026-12-25', false],
    ['DE-HH', '2026-12-31', true],
  ])('of %s hold %s: %s', (region, day, closed) => {
    expect(closedDaysOf(region, Number(day.slice(0, 4))).has(day)).toBe(closed);
  });
});
