import { SetMetadata } from '@nestjs/common';

export const RATE_LIMIT = 'relance:rate-limit';

/** Marks an endpoint that a guesser of passwords would try: few requests in minutes, whether they succeed or not. */
export const RateLimitedAsSignIn = () => SetMetadata(RATE_LIMIT, 'sign-in');

/** Marks an endpoint that takes a form from anybody; `:key` in its path names the form. */
export const RateLimitedAsForm = () => SetMetadata(RATE_LIMIT, 'form');
