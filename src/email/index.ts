export { EmailModule } from './email.module';
export { EmailService } from './email.service';
export { EmailQueries } from './email.queries';
export type { MailState, OutboundMail } from './email.queries';
export type { InboundMail } from './inbound/inbound.queries';
export { Templates } from './templates/templates.service';
export { Suppressions } from './suppression/suppressions.service';
