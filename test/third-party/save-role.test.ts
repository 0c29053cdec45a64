/**
 * A role that zeep saves is the same in REST, in commands, and in another installation that a seed
 * file makes of this one. Skipped if Python or zeep is not installed.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { CommandLine, createCommandLine } from '../support/command-line.ts';
import { pythonZeep } from '../support/interpreters.ts';
import { agentOf, resultOf } from '../support/user-agent-calls.ts';
import { UserAgentScene } from '../support/user-agent-scene.ts';

const { interpreter, needs } = pythonZeep;

test('a role that zeep creates and REST changes is the same in another installation', {
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
    const here = new CommandLine(scene.installation.directory);
    const shown = await shownBy(here, String(roleId));
    assert.equal(shown['tooltip'], 'Changed by REST');
    const { stdout: seed } = await here.run(['seed', 'export']);
    const there = await createCommandLine();
    const { exitCode, stderr: refused } = await there.run(['seed', 'apply', '-'], { stdin: seed });
    assert.equal(exitCode, 0, refused);
    assert.deepEqual(await shownBy(there, String(roleId)), shown);
    await there.close();
  } finally {
    await scene.close();
  }
});

/** The role as `role show` prints it, without the times and users of its changes. */
async function shownBy(commands: CommandLine, role: string): Promise<Record<string, unknown>> {
  const told = Object(await commands.json(['role', 'show', role]));
  const { created: _c, createdBy: _b, updated: _u, updatedBy: _a, users: _n, ...rest } = told;
  return rest;
}
