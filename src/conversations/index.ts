export { ConversationsModule } from './conversations.module';
export { ResponsesQueries } from './responses/responses.queries';
export { ConversationsQueries } from './inbox/conversations.queries';
