/** What administrators do, and what happens by itself. */
import { cheapHash } from '../support/cheap-hash.ts';
import { operator } from '../support/operator.ts';
import type { Model } from './model.ts';
import { applicationOf, type Play, pick, userOf } from './scene.ts';

export const disableUser: Play = async ({ model, nodes, draw }) => {
  const user = userOf(model, draw);
  const { associates } = nodes.registryOf(draw.by).stores.ofTenant(user.tenant.id);
  await associates.disable(user.id, nodes.clock.nowMs);
  user.disabled = true;
  user.generation += 1;
  return null;
};

export const setPassword: Play = async ({ model, nodes, draw }) => {
  const user = userOf(model, draw);
  const { associates } = nodes.registryOf(draw.by).stores.ofTenant(user.tenant.id);
  user.password = `another than ${user.password}`;
  await associates.setPasswordHash(user.id, cheapHash(user.password));
  user.generation += 1;
  return null;
};

export const disableApplication: Play = async ({ model, nodes, draw }) => {
  const application = applicationOf(model, draw);
  const { applications } = nodes.registryOf(draw.by).stores;
  await applications.disable(application.id, nodes.clock.nowMs);
  application.disabled = true;
  return null;
};

export const suspendTenant: Play = async ({ model, nodes, draw }) => {
  const tenant = pick(model.cast.tenants, draw.which);
  await nodes.registryOf(draw.by).stores.tenants.suspend(tenant.id, nodes.clock.nowMs);
  tenant.suspended = true;
  return null;
};

export function isAnythingOff({ cast }: Model): boolean {
  const isDisabled = [...cast.users, ...cast.applications].some(({ disabled }) => disabled);
  return isDisabled || cast.tenants.some(({ suspended }) => suspended);
}

export const restore: Play = async ({ model, nodes, draw }) => {
  const { stores } = nodes.registryOf(draw.by);
  const { users, applications, tenants } = model.cast;
  for (const user of users.filter(({ disabled }) => disabled)) {
    await stores.ofTenant(user.tenant.id).associates.enable(user.id);
    user.disabled = false;
  }
  for (const application of applications.filter(({ disabled }) => disabled)) {
    await stores.applications.enable(application.id);
    application.disabled = false;
  }
  for (const tenant of tenants.filter(({ suspended }) => suspended)) {
    await stores.tenants.resume(tenant.id);
    tenant.suspended = false;
  }
  return null;
};

/** Tokens of earlier keys stay valid. */
export const rotateKey: Play = async ({ nodes, draw }) => {
  const { tokenKeys, signingKeys } = nodes.registryOf(draw.by);
  if (draw.flag) await tokenKeys.rotate(operator);
  else await signingKeys.rotate(operator, 'ES256', draw.elsewhere);
  return null;
};

export const retireKey: Play = async ({ model, nodes, draw }) => {
  const { tokenKeys, signingKeys } = nodes.registryOf(draw.by);
  if (draw.flag) {
    const { id } = pick(await tokenKeys.list(), 0);
    await tokenKeys.rotate(operator);
    await tokenKeys.retire(operator, id);
    model.retiredKeyIds.add(String(id));
  } else {
    const current = (await signingKeys.list()).find(({ state }) => state === 'current');
    if (draw.elsewhere) await signingKeys.rotate(operator, 'ES256', true);
    if (current && (await signingKeys.retire(operator, current.keyId))) {
      model.retiredKeyIds.add(current.keyId);
    }
  }
  return null;
};

export const letTimePass: Play = async ({ nodes, draw }) => {
  nodes.clock.nowMs += draw.seconds * 1000;
  return null;
};

export const keepHouse: Play = async ({ nodes, draw }) => {
  await nodes.keepHouse(draw.by);
  return null;
};

export const restart: Play = async ({ model, nodes, draw }) => {
  await nodes.restart(draw.node);
  model.forgetTrades(draw.node);
  return null;
};
