/** The OpenAPI description of the console's API. */
import { openApiOf } from '../json-api/api-openapi.ts';
import { OWN_FIELD } from './console-guard.ts';
import { consoleRoutes } from './console-routes.ts';

export function consoleOpenApi() {
  return openApiOf({
    title: 'API of the console',
    url: '/api',
    routes: consoleRoutes,
    security: [{}, { session: [] }],
    securitySchemes: {
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: 'ticketoffice',
        description:
          'The session, unless the console needs no login. The name of the cookie goes on with a ' +
          'hyphen and the first characters of the id of the installation, and begins with __Host- ' +
          'where the console is reached by https.',
      },
    },
    writeFields: [{ name: OWN_FIELD, in: 'header', required: true, schema: { const: '1' } }],
  });
}
