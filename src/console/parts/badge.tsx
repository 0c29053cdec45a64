/** A word that tells a state. Its colour only adds to it. */
export type Tone = 'good' | 'bad' | 'warning' | 'plain';

interface BadgeProps {
  readonly tone: Tone;
  /** Shows when the mouse is over it. */
  readonly title?: string;
  readonly children: string;
}

export function Badge({ tone, title, children }: BadgeProps) {
  return (
    <span class={`badge ${tone}`} title={title}>
      {children}
    </span>
  );
}

const TONES: Readonly<Record<string, Tone>> = {
  succeeded: 'good',
  enabled: 'good',
  current: 'good',
  given: 'good',
  refused: 'warning',
  waiting: 'warning',
  coming: 'warning',
  'needs-reapproval': 'warning',
  fault: 'warning',
  failed: 'bad',
  disabled: 'bad',
  revoked: 'bad',
};

/** @param state a word of the API. */
export function toneOf(state: string): Tone {
  return TONES[state] ?? 'plain';
}

/** Shows a word of the API in the colour of its meaning. */
export function StateBadge({ state }: { readonly state: string }) {
  return <Badge tone={toneOf(state)}>{state}</Badge>;
}
