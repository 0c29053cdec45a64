/** The changes that use cases make in the installation. A method without one does not compile. */
import type { ApplicationAdministration } from '../../src/domain/applications/application-administration.ts';
import type { Tenants } from '../../src/domain/tenants/tenants.ts';
import { sampleApplication } from '../conformance/samples.ts';
import { operator } from '../support/operator.ts';
import { type Methods, type Scene, secretOf } from './scene.ts';

export const tenants: Methods<Tenants> = {
  add: [
    {
      make: ({ installation: { offices } }) => {
        const contextIdentifier = `New${Math.random()}`.replace('.', '').slice(0, 20);
        return offices.tenants.add(operator, { contextIdentifier, companyName: 'Ærø' });
      },
      action: 'tenant-added',
      detail: {},
    },
  ],
  rename: [
    {
      make: ({ installation: { offices }, office }) =>
        offices.tenants.rename(operator, office.tenant.contextIdentifier, 'Ærø'),
      action: 'tenant-changed',
      detail: { companyName: 'Ærø' },
    },
  ],
  suspend: [
    {
      make: ({ installation: { offices }, office }) =>
        offices.tenants.suspend(operator, office.tenant.contextIdentifier),
      action: 'tenant-suspended',
      detail: {},
    },
  ],
  resume: [
    {
      prepare: ({ installation: { offices }, office }) =>
        offices.stores.tenants.suspend(office.tenant.id, 1),
      make: ({ installation: { offices }, office }) =>
        offices.tenants.resume(operator, office.tenant.contextIdentifier),
      action: 'tenant-resumed',
      detail: {},
    },
  ],
  remove: [
    {
      make: ({ installation: { offices }, office }) =>
        offices.tenants.remove(operator, office.tenant.contextIdentifier),
      action: 'tenant-removed',
      detail: {},
    },
  ],
};

/** The application that was added last. */
async function lastId({ installation: { offices } }: Scene): Promise<number> {
  return (await offices.stores.applications.list()).at(-1)?.id ?? 0;
}
const addApplication = ({ installation, office }: Scene) =>
  installation.addApplication(`App of ${office.tenant.contextIdentifier}`);

export const applications: Methods<ApplicationAdministration> = {
  add: [
    {
      make: ({ installation: { offices }, office }) => {
        const profile = sampleApplication(`added-at-${office.tenant.contextIdentifier}`);
        return offices.applicationAdministration.add(operator, profile, secretOf(office));
      },
      action: 'application-added',
      detail: { agents: '' },
    },
  ],
  change: [
    {
      prepare: addApplication,
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.offices;
        return applicationAdministration.change(operator, await lastId(scene), {
          agents: ['User'],
        });
      },
      action: 'application-changed',
      detail: { fields: 'agents', agents: 'User' },
    },
  ],
  addToken: [
    {
      prepare: addApplication,
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.offices;
        return applicationAdministration.addToken(
          operator,
          await lastId(scene),
          secretOf(scene.office),
        );
      },
      action: 'application-token-added',
      detail: {},
    },
  ],
  endOldTokens: [
    {
      prepare: addApplication,
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.offices;
        return applicationAdministration.endOldTokens(operator, await lastId(scene));
      },
      action: 'application-token-ended',
      detail: { ended: 0 },
    },
  ],
  disable: [
    {
      prepare: addApplication,
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.offices;
        return applicationAdministration.disable(operator, await lastId(scene));
      },
      action: 'application-disabled',
      detail: {},
    },
  ],
  enable: [
    {
      prepare: async (scene) => {
        const { id } = await addApplication(scene);
        await scene.installation.offices.stores.applications.disable(id, 1);
      },
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.offices;
        return applicationAdministration.enable(operator, await lastId(scene));
      },
      action: 'application-enabled',
      detail: {},
    },
  ],
  remove: [
    {
      prepare: addApplication,
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.offices;
        return applicationAdministration.remove(operator, await lastId(scene));
      },
      action: 'application-removed',
      detail: {},
    },
  ],
  setSystemUser: [
    {
      prepare: addApplication,
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.offices;
        const { office, bo } = scene;
        const id = await lastId(scene);
        return applicationAdministration.setSystemUser(operator, office.tenant, id, bo.id);
      },
      action: 'system-user-set',
      detail: {},
    },
  ],
  removeSystemUser: [
    {
      prepare: async (scene) => {
        const { id } = await addApplication(scene);
        await scene.office.stores.systemUsers.set(id, scene.bo.id);
      },
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.offices;
        return applicationAdministration.removeSystemUser(
          operator,
          scene.office.tenant,
          await lastId(scene),
        );
      },
      action: 'system-user-removed',
      detail: {},
    },
  ],
};
