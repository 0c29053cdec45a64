/** Signs in an operator by name and password, or tells how to make a link. */
import { useEffect, useState } from 'preact/hooks';
import type { ConsoleSession } from '../../console-api/session.ts';
import type { ApiClient } from '../api/api-client.ts';
import { textOfProblem } from '../api/api-problem.ts';
import { Problem } from '../parts/loaded-view.tsx';

interface SignInPageProps {
  readonly api: ApiClient;
  readonly enter: (session: ConsoleSession) => void;
  /** Why the link in the address did not sign in. Null if there was none. */
  readonly linkProblem: string | null;
}

export function SignInPage({ api, enter, linkProblem }: SignInPageProps) {
  const [problem, setProblem] = useState(linkProblem);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Sign in · Ticketoffice console';
  }, []);
  const signIn = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const given = new FormData(event.currentTarget);
    const body = { name: given.get('name'), password: given.get('password') };
    setBusy(true);
    setProblem(null);
    try {
      enter(await api.send<ConsoleSession>('POST', '/session/password', body));
    } catch (error) {
      setProblem(textOfProblem(error));
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <h1>Ticketoffice console</h1>
      <form onSubmit={signIn}>
        <label class="field">
          <span>Operator</span>
          <input name="name" autocomplete="username" required spellcheck={false} />
        </label>
        <label class="field">
          <span>Password</span>
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        {problem !== null && <Problem text={problem} />}
        <button type="submit" class="main-action" disabled={isBusy}>
          Sign in
        </button>
      </form>
      <h2>Without a password</h2>
      <p>
        Run <code>ticketoffice console link</code> on the server. It prints an address that signs
        you in once, within five minutes.
      </p>
    </main>
  );
}
