import { SetMetadata } from '@nestjs/common';

export const ACCESS = 'relance:access';

/**
 * Names the act that an endpoint is, such as `reports.read`; who may perform it is decided elsewhere.
 * `public` needs nobody, `signed-in` needs anybody. An endpoint without this does not start.
 */
export const Access = (act: string) => SetMetadata(ACCESS, act);
