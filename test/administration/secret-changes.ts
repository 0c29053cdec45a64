/** The changes to secrets of users that the domain offers. A missing method does not compile. */
import { authorise } from '../../src/domain/actor.ts';
import type { ExternalTokens } from '../../src/domain/user-secrets/external-tokens.ts';
import type { ServiceAuths } from '../../src/domain/user-secrets/service-auths.ts';
import type { UntrustedCredentials } from '../../src/domain/user-secrets/untrusted-credentials.ts';
import { actorOf, type Methods, type Scene, SECRET } from './scene.ts';

const credentials = {
  publicValue: 'mail.example.com',
  secret: SECRET,
  comment: '',
  validFromMs: 1,
  validToMs: 2,
  isActive: true,
};

const login = {
  id: 0,
  server: 'mail.example.com',
  port: 993,
  authType: '',
  userName: 'bo',
  password: SECRET,
};

/** Stores secrets of `bo`, who is no administrator. */
const asBo = async ({ services, bo }: Scene) =>
  authorise(await actorOf(services, bo), 'keep-secrets');

const addCredentials = async (scene: Scene) =>
  scene.services.untrustedCredentials.save(await asBo(scene), null, 'imap', credentials);

const addLogin = async (scene: Scene) => scene.services.serviceAuths.save(await asBo(scene), login);

export const untrustedCredentials: Methods<UntrustedCredentials> = {
  draft: 'reads',
  list: 'reads',
  save: [
    {
      make: async ({ services, by, bo }) =>
        services.untrustedCredentials.save(await by('keep-secrets'), bo.id, 'imap', credentials),
      action: 'untrusted-credentials-added',
      detail: { type: 'imap' },
    },
    {
      prepare: addCredentials,
      make: async ({ services, by, bo }) =>
        services.untrustedCredentials.save(await by('keep-secrets'), bo.id, 'imap', {
          ...credentials,
          validToMs: 3,
          comment: 'new',
        }),
      action: 'untrusted-credentials-changed',
      detail: { type: 'imap', fields: 'comment validToMs secret' },
    },
  ],
  remove: [
    {
      prepare: addCredentials,
      make: async ({ services, by, bo }) =>
        services.untrustedCredentials.remove(
          await by('keep-secrets'),
          bo.id,
          'imap',
          credentials.publicValue,
        ),
      action: 'untrusted-credentials-removed',
      detail: { type: 'imap' },
    },
  ],
};

export const serviceAuths: Methods<ServiceAuths> = {
  draft: 'reads',
  find: 'reads',
  save: [
    {
      make: async ({ services, by }) => services.serviceAuths.save(await by('keep-secrets'), login),
      action: 'service-auth-added',
      detail: { serviceAuthId: 1 },
    },
    {
      prepare: addLogin,
      make: async ({ services, by }) =>
        services.serviceAuths.save(await by('keep-secrets'), { ...login, id: 1, port: 1 }),
      action: 'service-auth-changed',
      detail: { serviceAuthId: 1, fields: 'port password' },
    },
  ],
  remove: [
    {
      prepare: addLogin,
      make: async ({ services, by }) => services.serviceAuths.remove(await by('keep-secrets'), 1),
      action: 'service-auth-removed',
      detail: { serviceAuthId: 1 },
    },
  ],
};

export const externalTokens: Methods<ExternalTokens> = {
  find: 'reads',
  save: [
    {
      make: async ({ services, by }) =>
        services.externalTokens.save(await by('keep-secrets'), {
          provider: 'Example',
          accessToken: SECRET,
          refreshToken: '',
          claims: '',
        }),
      action: 'external-tokens-added',
      detail: { provider: 'Example' },
    },
  ],
};
