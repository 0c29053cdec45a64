/** The frame of a page: its title, what can be done, and what it shows. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

interface PageProps {
  readonly title: string;
  /** Beside the title: buttons, or a short note. */
  readonly aside?: ComponentChildren;
  /** Whether the page has the height of the window, and a part of it scrolls. */
  readonly isFull?: boolean;
  readonly children: ComponentChildren;
}

export function Page({ title, aside, isFull = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Ticketoffice console`;
  }, [title]);
  return (
    <div class={isFull ? 'page full' : 'page'}>
      <header class="page-head">
        <h1>{title}</h1>
        {aside}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <section class="section">
      <header class="section-head">
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
