/** A word that tells a state. Its colour only adds to it. */
export type Tone = 'good' | 'bad' | 'warning' | 'plain';

export function Badge({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

const TONES: Readonly<Record<string, Tone>> = {
  succeeded: 'good',
  enabled: 'good',
  current: 'good',
  refused: 'warning',
  waiting: 'warning',
  coming: 'warning',
  fault: 'warning',
  failed: 'bad',
  disabled: 'bad',
};

/** Shows a word of the API in the colour of its meaning. */
export function StateBadge({ state }: { readonly state: string }) {
  return <Badge tone={TONES[state] ?? 'plain'}>{state}</Badge>;
}
