/** The OpenAPI description of the control API. */
import { openApiOf } from '../../json-api/api-openapi.ts';
import { controlRoutes } from './control-routes.ts';

export function controlOpenApi() {
  return openApiOf({
    title: 'control API of the test server',
    url: '/__ticketoffice',
    routes: controlRoutes,
    security: [{}, { bearer: [] }],
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description: 'Needed unless the server listens on a loopback address.',
      },
    },
  });
}
