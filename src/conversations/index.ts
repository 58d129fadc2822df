export { ConversationsModule } from './conversations.module';
export { ResponsesQueries } from './responses/responses.queries';
