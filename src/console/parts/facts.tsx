/** Names with their values. */
import type { ComponentChildren } from 'preact';

export type Fact = readonly [name: string, value: ComponentChildren];

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === null || value === '' ? <span class="quiet">–</span> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Texts of a machine, such as ids. */
export function Code({ children }: { readonly children: string | number }) {
  return <code>{children}</code>;
}
