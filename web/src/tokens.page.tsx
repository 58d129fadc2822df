import { AdminTabs } from './admin/admin-head.panel';
import { TokensPage } from './identity/tokens.page';

/** The tokens of everybody among the pages of the administration: rooms do not know each other. */
export function AdminTokensPage() {
  return <TokensPage tabs={<AdminTabs active="tokens" />} />;
}
