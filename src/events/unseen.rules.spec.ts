import { Unseen } from './unseen.rules';

describe('what a consumer knows of but cannot see', () => {
  it('is nothing at first, nothing once it is reached, and what came last until then', () => {
    const unseen = new Unseen();

    expect(unseen.retrySeconds).toBeNull();
    unseen.heard('000002');
    unseen.heard('000001');
    unseen.reached('000001');
    expect(unseen.retrySeconds).toBe(0.02);
    unseen.reached('000002');
    expect(unseen.retrySeconds).toBeNull();
  });

  it('is nothing that was read before it was told of', () => {
    const unseen = new Unseen();
    unseen.reached('000002');

    unseen.heard('000002');

    expect(unseen.retrySeconds).toBeNull();
  });

  it('is looked for ever less often, and soon again after something was seen', () => {
    const unseen = new Unseen();
    unseen.heard('000003');

    unseen.missed('000001');
    unseen.missed('000001');
    expect(unseen.retrySeconds).toBe(0.08);
    unseen.reached('000002');
    expect(unseen.retrySeconds).toBe(0.02);
  });

  it('is nothing that another process has read meanwhile', () => {
    const unseen = new Unseen();
    unseen.heard('000003');

    unseen.missed('000003');

    expect(unseen.retrySeconds).toBeNull();
  });

  it('is no longer its business when another process reads for it', () => {
    const unseen = new Unseen();
    unseen.heard('000001');

    unseen.forget();

    expect(unseen.retrySeconds).toBeNull();
  });
});
