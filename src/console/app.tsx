/** The console: the page for signing in, or the frame with the page of the address. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ConsoleSession } from '../console-api/session.ts';
import { ApiClient } from './api/api-client.ts';
import { ApiProblem, textOfProblem } from './api/api-problem.ts';
import { PAGES } from './pages/pages.ts';
import { SignInPage } from './pages/sign-in-page.tsx';
import { Problem } from './parts/loaded-view.tsx';
import { Shell } from './parts/shell.tsx';
import { ConsoleContext } from './state/console-context.ts';
import { parseRoute } from './state/route.ts';
import { useRoute } from './state/use-route.ts';

type Access =
  | { readonly kind: 'asking' }
  | { readonly kind: 'signed-out'; readonly problem: string | null }
  | { readonly kind: 'signed-in'; readonly session: ConsoleSession }
  | { readonly kind: 'failed'; readonly problem: string };

export function App() {
  const [access, setAccess] = useState<Access>({ kind: 'asking' });
  const leave = (problem: string | null) => setAccess({ kind: 'signed-out', problem });
  const api = useMemo(() => new ApiClient(() => leave(null)), []);
  const enter = (session: ConsoleSession) => setAccess({ kind: 'signed-in', session });
  const ask = () => {
    findSession(api).then(enter, (error: unknown) => {
      const code = error instanceof ApiProblem ? error.code : '';
      if (code === 'sign-in-refused') leave(textOfProblem(error));
      else if (code !== 'not-signed-in') {
        setAccess({ kind: 'failed', problem: textOfProblem(error) });
      }
    });
  };
  useEffect(ask, [api]);
  if (access.kind === 'asking') return null;
  if (access.kind === 'failed') return <Problem text={access.problem} retry={ask} />;
  if (access.kind === 'signed-out') {
    return <SignInPage api={api} enter={enter} linkProblem={access.problem} />;
  }
  return <Inside api={api} session={access.session} />;
}

/** Signs in by the link that the address is, if it is one. */
async function findSession(api: ApiClient): Promise<ConsoleSession> {
  const { hash } = location;
  if (parseRoute(hash) !== null) return api.get<ConsoleSession>('/session', {});
  // The secret must not stay in the address or in the history.
  history.replaceState(null, '', '/');
  return api.send<ConsoleSession>('POST', '/session/link', { secret: hash.slice(1) });
}

interface InsideProps {
  readonly api: ApiClient;
  readonly session: ConsoleSession;
}

function Inside({ api, session }: InsideProps) {
  const route = useRoute();
  const state = useMemo(() => ({ api, session, route }), [api, session, route]);
  const ShownPage = PAGES[route.page];
  return (
    <ConsoleContext.Provider value={state}>
      <Shell>
        {ShownPage ? <ShownPage key={route.page} /> : <p class="empty">There is no such page.</p>}
      </Shell>
    </ConsoleContext.Provider>
  );
}
