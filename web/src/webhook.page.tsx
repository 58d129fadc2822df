import { WebhookPage } from './messaging/webhook.page';
import { OperationsCrumbs, OperationsTabs } from './operations/operations-page.panel';

/** The webhook of WhatsApp among the pages of operations. */
export function OperationsWebhookPage() {
  return (
    <WebhookPage
      crumbs={<OperationsCrumbs place="webhook" />}
      tabs={<OperationsTabs active="webhook" />}
    />
  );
}
