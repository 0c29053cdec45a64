/** The frame of all pages: who is signed in, the tenant, and where one can go. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useConsole, useLink } from '../state/console-context.ts';
import { focusSearch, useKeys } from '../state/use-keys.ts';
import { Badge } from './badge.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { TenantChoice } from './tenant-choice.tsx';

type Entry = readonly [page: string, title: string];

const MENU: readonly (readonly [group: string, entries: readonly Entry[]])[] = [
  [
    'Watch',
    [
      ['overview', 'Overview'],
      ['journal', 'Journal'],
      ['sessions', 'Sessions'],
      ['audit', 'Audit trail'],
    ],
  ],
  [
    'People',
    [
      ['users', 'Users'],
      ['roles', 'Roles'],
      ['groups', 'Groups'],
      ['licences', 'Licences'],
    ],
  ],
  [
    'Installation',
    [
      ['applications', 'Applications'],
      ['tenants', 'Tenants'],
      ['keys', 'Keys'],
      ['settings', 'Settings'],
    ],
  ],
  [
    'Tools',
    [
      ['decode', 'Decoder'],
      ['call', 'Call an operation'],
    ],
  ],
];

export function Shell({ children }: { readonly children: ComponentChildren }) {
  const { route } = useConsole();
  const main = useRef<HTMLElement>(null);
  const [isHelping, setHelping] = useState(false);
  const before = useRef(route.page);
  useKeys({ '?': () => setHelping(true), '/': focusSearch });
  useLayoutEffect(() => {
    if (before.current === route.page) return;
    before.current = route.page;
    main.current?.focus();
  }, [route.page]);
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <TopBar help={() => setHelping(true)} />
      <Menu />
      <main ref={main} tabIndex={-1}>
        {children}
      </main>
      {isHelping && <HelpDialog close={() => setHelping(false)} />}
    </div>
  );
}

function TopBar({ help }: { readonly help: () => void }) {
  const { api, session } = useConsole();
  const { operator, role, isOpen, purpose, version, mode } = session;
  const signOut = async () => {
    await api.send('DELETE', '/session');
    location.reload();
  };
  return (
    <header class="top-bar">
      <span class="product">Ticketoffice</span>
      <span class="quiet">{version}</span>
      {purpose !== 'production' && <Badge tone="warning">{purpose}</Badge>}
      {mode === 'online' && <TenantChoice />}
      <span class="spring" />
      <span class="who">
        {operator}
        {role === 'viewer' && <Badge tone="plain">viewer</Badge>}
      </span>
      <button type="button" class="small" onClick={help}>
        Keys <kbd>?</kbd>
      </button>
      {!isOpen && (
        <button type="button" class="small" onClick={signOut}>
          Sign out
        </button>
      )}
    </header>
  );
}

function Menu() {
  const { route, session } = useConsole();
  const link = useLink();
  const isShown = ([page]: Entry) => page !== 'tenants' || session.mode === 'online';
  return (
    <nav class="menu" aria-label="Pages">
      {MENU.map(([group, entries]) => (
        <div key={group}>
          <h2>{group}</h2>
          <ul>
            {entries.filter(isShown).map(([page, title]) => (
              <li key={page}>
                <a href={link(page)} aria-current={page === route.page ? 'page' : undefined}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
