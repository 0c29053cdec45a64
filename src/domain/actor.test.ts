/** What operators may do, by their role. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { authorise, isPermitted, type OperatorActor, type Permission } from './actor.ts';
import { DomainError } from './errors.ts';

const operator = (role: OperatorActor['role']): OperatorActor => ({
  kind: 'operator',
  name: 'operator:anna',
  role,
  caller: null,
});

/** Every permission, and whether a viewer has it. One that is missing here does not compile. */
const ofViewers: Readonly<Record<Permission, boolean>> = {
  'read-lists': true,
  'keep-secrets': false,
  'read-roles': true,
  'change-roles': false,
  'change-groups': false,
  'read-users': true,
  'change-passwords': false,
  'change-presence': false,
  'administer-users': false,
  'administer-external-users': false,
  'change-licences': false,
  'read-sessions': true,
  'end-sessions': false,
  'administer-consents': false,
  'read-installation': true,
  'administer-installation': false,
};
const permissions = Object.keys(ofViewers) as readonly Permission[];

it('a viewer has only the permissions that change nothing and show no secret', () => {
  for (const permission of permissions) {
    assert.equal(isPermitted(operator('viewer'), permission), ofViewers[permission], permission);
  }
});

it('an operator has every permission', () => {
  assert.ok(permissions.every((permission) => isPermitted(operator('operator'), permission)));
});

it('a viewer is told which role it takes to act', () => {
  assert.throws(
    () => authorise(operator('viewer'), 'end-sessions'),
    (error) =>
      error instanceof DomainError &&
      error.code === 'not-permitted' &&
      /A viewer may only look\. It needs the role operator\./.test(error.message),
  );
});
