/** All pages by the name in their address. */
import type { ComponentType } from 'preact';
import { ApplicationsPage } from './applications-page.tsx';
import { AuditPage } from './audit-page.tsx';
import { CallPage } from './call-page.tsx';
import { DecodePage } from './decode-page.tsx';
import { GroupsPage } from './groups-page.tsx';
import { JournalPage } from './journal-page.tsx';
import { KeysPage } from './keys-page.tsx';
import { LicencesPage } from './licences-page.tsx';
import { OverviewPage } from './overview-page.tsx';
import { RolesPage } from './roles-page.tsx';
import { SessionsPage } from './sessions-page.tsx';
import { SettingsPage } from './settings-page.tsx';
import { TenantsPage } from './tenants-page.tsx';
import { UsersPage } from './users-page.tsx';

export const PAGES: Readonly<Record<string, ComponentType>> = {
  overview: OverviewPage,
  journal: JournalPage,
  sessions: SessionsPage,
  audit: AuditPage,
  users: UsersPage,
  roles: RolesPage,
  groups: GroupsPage,
  licences: LicencesPage,
  applications: ApplicationsPage,
  tenants: TenantsPage,
  keys: KeysPage,
  settings: SettingsPage,
  decode: DecodePage,
  call: CallPage,
};
