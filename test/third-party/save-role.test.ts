/** A role saved by zeep is identical in REST. Skipped if Python or zeep is not installed. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { pythonZeep } from '../support/interpreters.ts';
import { agentOf, resultOf } from '../support/user-agent-calls.ts';
import { UserAgentScene } from '../support/user-agent-scene.ts';

const { interpreter, needs } = pythonZeep;

test('a role that zeep creates can be changed by REST', {
  skip: !interpreter && `needs ${needs}`,
}, async () => {
  assert.ok(interpreter);
  const scene = await UserAgentScene.create();
  try {
    const { ticket } = await scene.caller('admin-role');
    const [command, ...options] = interpreter;
    const program = join(import.meta.dirname, 'save_role.py');
    const all = [...options, program, scene.url, ticket, 'Vikar æøå <&>'];
    const { stdout, stderr } = await promisify(execFile)(command, all, { timeout: 60_000 });
    assert.equal(stderr, '');
    const { roleId, ...told } = JSON.parse(stdout);
    assert.deepEqual(told, {
      isSame: true,
      isVoid: true,
      rights: ['admin-lists', 'allow-send-email'],
      sale: ['CRU', '', '', '', '', ''],
    });
    const rest = agentOf('rest', { url: scene.url, ticket });
    const entity = Object(await resultOf(rest('GetRoleEntity', { RoleEntityId: roleId })));
    assert.equal(entity.Name, 'Vikar æøå <&>');
    const RoleEntity = { ...entity, Tooltip: 'Changed by REST' };
    const { Updated: _updated, ...saved } = Object(
      await resultOf(rest('SaveRoleEntity', { RoleEntity })),
    );
    const { Updated: _before, ...expected } = RoleEntity;
    assert.deepEqual(saved, expected);
  } finally {
    await scene.close();
  }
});
