/** The operations of the User agent about logins to other servers. */
import type { serviceAuthOperations } from '../../contract/services88/user/service-auth.ts';
import { DomainError } from '../../domain/errors.ts';
import type { ServiceAuth } from '../../domain/user-secrets/service-auth.ts';
import type { ServiceAuths } from '../../domain/user-secrets/service-auths.ts';
import type { AgentHandlers } from '../with-session.ts';
import type { UserNeeds } from './needs.ts';

export interface ServiceAuthDependencies {
  readonly serviceAuths: ServiceAuths;
}

export function serviceAuthHandlers({
  serviceAuths,
}: ServiceAuthDependencies): AgentHandlers<typeof serviceAuthOperations, UserNeeds> {
  return {
    CreateDefaultServiceAuth: async (_request, { actor }) => ({
      Response: carrierOf(serviceAuths.draft(actor)),
    }),

    GetServiceAuth: async ({ ServiceAuthId }, { actor }) => {
      const login = await serviceAuths.find(actor, ServiceAuthId);
      return { Response: login && carrierOf(login) };
    },

    SaveServiceAuth: async ({ ServiceAuth: given }, { actor }) => {
      if (!given) {
        const message = 'ServiceAuth is missing. Send the login to save.';
        throw new DomainError('invalid-argument', message);
      }
      const login = {
        id: given.ServiceAuthId,
        server: given.Server ?? '',
        port: given.Port,
        authType: given.AuthType ?? '',
        userName: given.Username ?? '',
        password: given.Password ?? '',
      };
      return { Response: carrierOf(await serviceAuths.save(actor, login)) };
    },

    DeleteServiceAuth: async ({ ServiceAuthId }, { actor }) => {
      await serviceAuths.remove(actor, ServiceAuthId);
      return {};
    },
  };
}

function carrierOf({ id, server, port, authType, userName, password }: ServiceAuth) {
  return {
    ServiceAuthId: id,
    Server: server,
    Port: port,
    AuthType: authType,
    Username: userName,
    Password: password,
  };
}
