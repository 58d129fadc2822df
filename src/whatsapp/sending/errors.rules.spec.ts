import { blockOf, classOf, templateStatusOf } from './errors.rules';

describe('an error of WhatsApp', () => {
  it.each([
    [[1, 2, 4, 80007, 130429, 131016, 131000, 429], 'transient'],
    [[131056], 'pair_rate'],
    [[131047], 'window_closed'],
    [[131026], 'undeliverable'],
    [[131049, 130472], 'marketing_limit'],
    [[131050], 'opted_out'],
    [[131048, 368], 'quality'],
    [[131031, 190, 0, 10, 200, 299, 133010], 'account'],
    [[132000, 132001, 132005, 132007, 132012, 132015, 132016], 'template'],
    [[100, 131008, 131009, 131051, 131052, 131053], 'bad_request'],
  ])('%j is %s', (codes, kind) => {
    expect(codes.map((code) => classOf(code, 400))).toEqual(codes.map(() => kind));
  });

  it.each([
    [null, 500, 'transient'],
    [null, 503, 'transient'],
    [null, 429, 'transient'],
    [999999, 502, 'transient'],
    [999999, 400, 'bad_request'],
    [null, 401, 'account'],
    [null, 403, 'account'],
    [null, null, 'bad_request'],
  ])('%s with status %s is %s', (code, status, kind) => {
    expect(classOf(code, status)).toBe(kind);
  });

  it.each([
    [131031, 403, 'account'],
    [190, 401, 'token'],
    [0, 401, 'token'],
    [10, 403, 'permission'],
    [200, 403, 'permission'],
    [133010, 400, 'registration'],
  ])('%s stops our number as %3$s', (code, status, word) => {
    expect(blockOf(code, status)).toBe(word);
  });

  it.each([
    [132015, 'paused'],
    [132016, 'disabled'],
    [132001, 'rejected'],
    [132007, 'rejected'],
    [132000, null],
    [132012, null],
  ])('%s makes the template %s', (code, status) => {
    expect(templateStatusOf(code)).toBe(status);
  });
});
