/** The settings as they are, and where each comes from. They are changed where they come from. */
import type { SettingRecord } from '../../console-api/settings.ts';
import { Badge } from '../parts/badge.tsx';
import type { Column } from '../parts/column.ts';
import { Page } from '../parts/page.tsx';
import { SearchedList } from '../parts/searched-list.tsx';

const COLUMNS: readonly Column<SettingRecord>[] = [
  { title: 'Setting', width: '15rem', show: ({ name }) => <code>{name}</code> },
  { title: 'Value', width: '16rem', show: (setting) => <Value setting={setting} /> },
  {
    title: 'Comes from',
    width: '17rem',
    show: ({ source, sourceName }) => (
      <>
        <Badge tone="plain">{source}</Badge> {sourceName && <code>{sourceName}</code>}
      </>
    ),
  },
  { title: 'Default', width: '10rem', show: ({ defaultValue }) => defaultValue ?? '' },
  {
    title: 'Meaning',
    show: ({ description }) => <span title={description}>{description}</span>,
  },
];

function Value({ setting }: { readonly setting: SettingRecord }) {
  const { value, isSecret, isSet } = setting;
  if (isSecret && isSet) return <span class="quiet">secret</span>;
  if (value === null) return <span class="quiet">none</span>;
  return <span title={value}>{value}</span>;
}

export function SettingsPage() {
  return (
    <Page title="Settings" isFull>
      <SearchedList<SettingRecord>
        label="Settings"
        path="/settings"
        tenant={undefined}
        columns={COLUMNS}
        keyOf={({ name }) => name}
        textOf={({ name, value, description }) => `${name} ${value} ${description}`}
        empty="There are no settings."
      />
    </Page>
  );
}
