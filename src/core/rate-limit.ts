import { SetMetadata } from '@nestjs/common';

export const RATE_LIMIT = 'relance:rate-limit';

/** Marks an endpoint that a guesser of passwords would try: few requests in minutes, whether they succeed or not. */
export const RateLimitedAsSignIn = () => SetMetadata(RATE_LIMIT, 'sign-in');
