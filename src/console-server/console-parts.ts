/** What the console shows and acts on. */
import type { SettingRecord } from '../console-api/settings.ts';
import type { JournalReader } from '../journal/journal-reader.ts';
import type { MinuteCounts } from '../observe/activity.ts';
import type { RestSite } from '../rest/rest-site.ts';
import type { TenantRegistry } from '../tenant-services.ts';
import type { Sites } from '../web/sites.ts';

/** What a test server replaces when it is reset. */
export interface ConsoleBackend {
  readonly registry: TenantRegistry;
  readonly sites: Sites<RestSite>;
  /** Whether the database answers. */
  readonly isReady: () => Promise<boolean>;
}

export interface ConsoleParts {
  readonly backend: () => ConsoleBackend;
  readonly journal: JournalReader;
  readonly activity: { minutes(): readonly MinuteCounts[] };
  readonly settingRecords: readonly SettingRecord[];
  /** The certificate that clients get, PEM. Null without TLS. */
  readonly certificate: () => string | null;
  /** Processes that serve clients. */
  readonly workers: number;
  readonly startedAtMs: number;
}
