/** The changes to consents that the domain offers. A method without an entry does not compile. */
import type { Consents } from '../../src/domain/consents/consents.ts';
import { type Methods, type Scene, SECRET } from './scene.ts';

/** Returns the application that was added last. */
async function lastApplication({ installation: { registry } }: Scene) {
  const last = (await registry.stores.applications.list()).at(-1);
  if (!last) throw new Error('The scene has no application.');
  return last;
}

const addApplication = ({ installation, services }: Scene) =>
  installation.addApplication(`Consent of ${services.tenant.contextIdentifier}`, {
    agents: ['User'],
    serverToServer: true,
  });

async function give(scene: Scene): Promise<void> {
  await addApplication(scene);
  const actor = await scene.by('administer-consents');
  await scene.services.consents.give(actor, await lastApplication(scene), `${SECRET} token`);
}

export const consents: Methods<Consents> = {
  stateOf: 'reads',
  isGivenWith: 'reads',
  list: 'reads',
  systemTokenOf: 'reads',
  checkSystemToken: 'reads',
  give: [
    {
      prepare: addApplication,
      make: async (scene) =>
        scene.services.consents.give(
          await scene.by('administer-consents'),
          await lastApplication(scene),
          `${SECRET} token`,
        ),
      action: 'consent-given',
      detail: { agents: 'User', serverToServer: true },
    },
  ],
  revoke: [
    {
      prepare: give,
      make: async (scene) =>
        scene.services.consents.revoke(
          await scene.by('administer-consents'),
          await lastApplication(scene),
        ),
      action: 'consent-revoked',
      detail: { refreshTokensEnded: 0 },
    },
  ],
  showSystemToken: [
    {
      prepare: give,
      make: async (scene) =>
        scene.services.consents.showSystemToken(
          await scene.by('administer-consents'),
          await lastApplication(scene),
        ),
      action: 'system-token-shown',
      detail: {},
    },
  ],
};
