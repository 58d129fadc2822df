/** Under what a reader looks for what happens. */
export const FEED_GROUPS = ['followUps', 'answers', 'customers', 'work', 'leads'] as const;
export type FeedGroup = (typeof FEED_GROUPS)[number];
