/** The address, as state. */
import { useEffect, useState } from 'preact/hooks';
import { parseRoute, type Route } from './route.ts';

const OVERVIEW: Route = { page: 'overview', key: '', filters: {} };

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash) ?? OVERVIEW);
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash) ?? OVERVIEW);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
