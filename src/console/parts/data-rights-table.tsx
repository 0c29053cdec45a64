/** What one may do with records of each table, by the relation to their owner. */
import type { DataRights } from '../../console-api/roles.ts';
import { Empty } from './loaded-view.tsx';

const MEANING: Readonly<Record<string, string>> = {
  C: 'create',
  R: 'read',
  U: 'update',
  D: 'delete',
};

export function DataRightsTable({ rights }: { readonly rights: DataRights }) {
  const { relations, tables } = rights;
  if (tables.length === 0) return <Empty>There are no rights to data.</Empty>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll it
    <section class="table-frame" aria-label="Data rights" tabIndex={0}>
      <table class="matrix" aria-label="Data rights">
        <thead>
          <tr>
            <th scope="col">Table</th>
            {relations.map(({ name, displayName }) => (
              <th key={name} scope="col" title={name}>
                {displayName}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tables.map((table) => (
            <tr key={table.name}>
              <th scope="row" title={table.name}>
                {table.displayName}
              </th>
              {table.rights.map((right, index) => (
                <td key={relations[index]?.name} title={meaningOf(right)}>
                  {right === '' ? <span class="quiet">–</span> : <code>{right}</code>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">C: create, R: read, U: update, D: delete.</p>
    </section>
  );
}

function meaningOf(right: string): string {
  return [...right].map((letter) => MEANING[letter]).join(', ') || 'nothing';
}
