/** The audit trail, and its export. */

import { useState } from 'preact/hooks';
import type { AuditPage as AuditPart } from '../../console-api/audit.ts';
import { addressOf } from '../api/api-client.ts';
import { EVENT_COLUMNS } from '../parts/event-columns.tsx';
import { FilterChoice, FilterField } from '../parts/filter-field.tsx';
import { Page } from '../parts/page.tsx';
import { PagedTable } from '../parts/paged-table.tsx';
import { useConsole, useFilters } from '../state/console-context.ts';
import { usePages } from '../state/use-pages.ts';

const LIMIT = 200;

export function AuditPage() {
  const { api } = useConsole();
  const [filters] = useFilters();
  const [scope, setScope] = useState('');
  const { tenant, user, outcome, since, until } = filters;
  const conditions = { tenant, user, outcome, since: instantOf(since), until: instantOf(until) };
  const paged = usePages(
    async (before, signal) => {
      const query = { ...conditions, before, limit: LIMIT };
      const part = await api.get<AuditPart>('/audit', query, signal);
      setScope(part.scope);
      return { rows: part.events, next: part.next };
    },
    [tenant, user, outcome, since, until],
  );
  return (
    <Page title="Audit trail" isFull aside={<p class="quiet">{scope}</p>}>
      <search class="filters">
        <FilterField name="user" label="User" isSearch width="10rem" />
        <FilterChoice name="outcome" label="Outcome" choices={['succeeded', 'refused']} />
        <TimeField name="since" label="From" />
        <TimeField name="until" label="Before" />
        <span class="spring" />
        <a class="button" href={addressOf('/audit/export', conditions)} download="audit.jsonl">
          Export as JSON lines
        </a>
      </search>
      <PagedTable
        paged={paged}
        label="Audit events, the newest first"
        columns={EVENT_COLUMNS}
        keyOf={({ id }) => id}
        empty="No event fits."
      />
    </Page>
  );
}

interface TimeFieldProps {
  readonly name: string;
  readonly label: string;
}

function TimeField({ name, label }: TimeFieldProps) {
  const [filters, change] = useFilters();
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="datetime-local"
        value={filters[name] ?? ''}
        onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}
      />
    </label>
  );
}

/** @param local a time in the time zone of the browser. */
function instantOf(local: string | undefined): string | undefined {
  const ms = Date.parse(local ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
