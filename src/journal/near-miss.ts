/** What a request has that is nearly right. */
export interface NearMiss {
  /** In sentences. Empty if the refusal says it already. */
  readonly text: string;
  /** The valid form. Null if there is none to show. */
  readonly nearest: string | null;
}

/** The form alone, for a refusal whose text says what is wrong. */
export function nearestForm(nearest: string | null): NearMiss {
  return { text: '', nearest };
}
