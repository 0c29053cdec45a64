/**
 * The changes to the installation that the domain offers. A method without an entry does not
 * compile.
 */
import type { ApplicationAdministration } from '../../src/domain/applications/application-administration.ts';
import type { ConsoleLogins } from '../../src/domain/operators/console-logins.ts';
import type { Operators } from '../../src/domain/operators/operators.ts';
import type { Tenants } from '../../src/domain/tenants/tenants.ts';
import { sampleApplication } from '../conformance/samples.ts';
import { operator } from '../support/operator.ts';
import { type Methods, type Scene, secretOf } from './scene.ts';

export const tenants: Methods<Tenants> = {
  add: [
    {
      make: ({ installation: { registry } }) => {
        const contextIdentifier = `New${Math.random()}`.replace('.', '').slice(0, 20);
        return registry.tenants.add(operator, { contextIdentifier, companyName: 'Ærø' });
      },
      action: 'tenant-added',
      detail: {},
    },
  ],
  rename: [
    {
      make: ({ installation: { registry }, services }) =>
        registry.tenants.rename(operator, services.tenant.contextIdentifier, 'Ærø'),
      action: 'tenant-changed',
      detail: { companyName: 'Ærø' },
    },
  ],
  suspend: [
    {
      make: ({ installation: { registry }, services }) =>
        registry.tenants.suspend(operator, services.tenant.contextIdentifier),
      action: 'tenant-suspended',
      detail: {},
    },
  ],
  resume: [
    {
      prepare: ({ installation: { registry }, services }) =>
        registry.stores.tenants.suspend(services.tenant.id, 1),
      make: ({ installation: { registry }, services }) =>
        registry.tenants.resume(operator, services.tenant.contextIdentifier),
      action: 'tenant-resumed',
      detail: {},
    },
  ],
  remove: [
    {
      make: ({ installation: { registry }, services }) =>
        registry.tenants.remove(operator, services.tenant.contextIdentifier),
      action: 'tenant-removed',
      detail: {},
    },
  ],
};

const REDIRECT = 'https://app.example.com/callback';

/** Returns the id of the application that was added last. */
async function lastId({ installation: { registry } }: Scene): Promise<number> {
  return (await registry.stores.applications.list()).at(-1)?.id ?? 0;
}
const addApplication = ({ installation, services }: Scene) =>
  installation.addApplication(`App of ${services.tenant.contextIdentifier}`);

export const applications: Methods<ApplicationAdministration> = {
  add: [
    {
      make: ({ installation: { registry }, services }) => {
        const profile = sampleApplication(`added-at-${services.tenant.contextIdentifier}`);
        return registry.applicationAdministration.add(operator, profile, secretOf(services));
      },
      action: 'application-added',
      detail: { agents: '' },
    },
  ],
  change: [
    {
      prepare: addApplication,
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.registry;
        return applicationAdministration.change(operator, await lastId(scene), {
          agents: ['User'],
        });
      },
      action: 'application-changed',
      detail: { fields: 'agents', agents: 'User' },
    },
  ],
  addRedirectUri: [
    {
      prepare: addApplication,
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.registry;
        return applicationAdministration.addRedirectUri(operator, await lastId(scene), REDIRECT);
      },
      action: 'application-changed',
      detail: { fields: 'redirectUris', redirectUris: REDIRECT },
    },
  ],
  removeRedirectUri: [
    {
      prepare: ({ installation, services }) =>
        installation.addApplication(`App of ${services.tenant.contextIdentifier}`, {
          redirectUris: [REDIRECT],
        }),
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.registry;
        return applicationAdministration.removeRedirectUri(operator, await lastId(scene), REDIRECT);
      },
      action: 'application-changed',
      detail: { fields: 'redirectUris', redirectUris: '' },
    },
  ],
  addToken: [
    {
      prepare: addApplication,
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.registry;
        return applicationAdministration.addToken(
          operator,
          await lastId(scene),
          secretOf(scene.services),
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
        const { applicationAdministration } = scene.installation.registry;
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
        const { applicationAdministration } = scene.installation.registry;
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
        await scene.installation.registry.stores.applications.disable(id, 1);
      },
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.registry;
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
        const { applicationAdministration } = scene.installation.registry;
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
        const { applicationAdministration } = scene.installation.registry;
        const { services, bo } = scene;
        const id = await lastId(scene);
        return applicationAdministration.setSystemUser(operator, services.tenant, id, bo.id);
      },
      action: 'system-user-set',
      detail: {},
    },
  ],
  removeSystemUser: [
    {
      prepare: async (scene) => {
        const { id } = await addApplication(scene);
        await scene.services.stores.systemUsers.set(id, scene.bo.id);
      },
      make: async (scene) => {
        const { applicationAdministration } = scene.installation.registry;
        return applicationAdministration.removeSystemUser(
          operator,
          scene.services.tenant,
          await lastId(scene),
        );
      },
      action: 'system-user-removed',
      detail: {},
    },
  ],
};

const operatorOf = ({ services }: Scene) => `op-${services.tenant.contextIdentifier}`;
const addOperator = (scene: Scene) =>
  scene.installation.registry.console.operators.add(
    operator,
    { name: operatorOf(scene), role: 'viewer' },
    secretOf(scene.services),
  );

export const operators: Methods<Operators> = {
  list: 'reads',
  find: 'reads',
  add: [{ make: addOperator, action: 'operator-added', detail: { role: 'viewer' } }],
  setPassword: [
    {
      prepare: addOperator,
      make: (scene) => {
        const { operators: useCases } = scene.installation.registry.console;
        return useCases.setPassword(operator, operatorOf(scene), `${secretOf(scene.services)}2`);
      },
      action: 'operator-password-set',
      detail: { sessionsEnded: 0 },
    },
  ],
  remove: [
    {
      prepare: addOperator,
      make: (scene) =>
        scene.installation.registry.console.operators.remove(operator, operatorOf(scene)),
      action: 'operator-removed',
      detail: { sessionsEnded: 0 },
    },
  ],
};

/** Logins have tests of their own, because nobody but their caller acts. */
export const consoleLogins: Methods<Pick<ConsoleLogins, 'makeLink'>> = {
  makeLink: [
    {
      make: ({ installation: { registry } }) =>
        registry.console.consoleLogins.makeLink(operator, { name: 'root@test', role: 'viewer' }),
      action: 'console-link-made',
      detail: { name: 'root@test', role: 'viewer' },
    },
  ],
};
