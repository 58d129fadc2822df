import { Injectable } from '@nestjs/common';
import { ChannelFiguresQueries } from './channel-figures.queries';
import { ChannelNewsQueries } from './channel-news.queries';
import { ChannelPeriodsQueries } from './channel-periods.queries';

/** What is known of the channel by its events, as far as the reader may see it. */
@Injectable()
export class MessagingQueries {
  constructor(
    readonly periods: ChannelPeriodsQueries,
    readonly figures: ChannelFiguresQueries,
    readonly news: ChannelNewsQueries,
  ) {}
}
