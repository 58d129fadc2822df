export { WhatsAppModule } from './whatsapp.module';
export { WhatsAppService } from './whatsapp.service';
export { WhatsAppQueries } from './whatsapp.queries';
export { WebhookQueries } from './intake/webhook.queries';
export { WebhookDeadLetters } from './intake/webhook-dead-letters.service';
export type { Backlog, DeadLetter, IntakeMinute } from './intake/webhook.queries';
export type {
  InboundMessage,
  OutboundMessage,
  Reach,
  TemplateAction,
  TemplateState,
} from './whatsapp.queries';
export type { EnqueueMessage, MessageContent } from './sending/enqueue.rules';
