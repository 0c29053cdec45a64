/** The User agent's operations on commands for a user, by SOAP and REST. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { agentOf, requireRefused, resultOf, ways } from '../support/user-agent-calls.ts';
import { UserAgentScene } from '../support/user-agent-scene.ts';

let scene: UserAgentScene;
before(async () => {
  scene = await UserAgentScene.create();
});
after(() => scene.close());

for (const way of ways) {
  it(`no commands are listed, neither for a user nor for a new one, by ${way}`, async () => {
    const { ticket } = await scene.caller('employee');
    const agent = agentOf(way, { url: scene.url, ticket });
    for (const User of [{ AssociateId: 1, Name: 'anna' }, { AssociateId: 0 }, null]) {
      assert.deepEqual(await resultOf(agent('GetUserCommands', { User })), []);
    }
  });

  it(`a command cannot be run unless it is declined, by ${way}`, async () => {
    const { ticket } = await scene.caller('admin-users');
    const agent = agentOf(way, { url: scene.url, ticket });
    const run = (CommandName: string | null, CommandActionResult: string) =>
      agent('ExecuteUserCommand', { CommandName, CommandActionResult, User: { AssociateId: 1 } });
    for (const answer of ['Implicit', 'Yes', 'Ok']) {
      const message = /^There is no command "merge"\. List the commands of the user\.$/;
      await requireRefused(run('merge', answer), 'SoNotFoundException', message);
    }
    await requireRefused(run(null, 'Ok'), 'SoNotFoundException', /^There is no command ""\./);
    const long = run('x'.repeat(5000), 'Ok');
    await requireRefused(long, 'SoNotFoundException', /^There is no command "x{100}"\./);
    for (const answer of ['No', 'Cancel']) {
      const { Success, Message, Result } = Object(await resultOf(run('merge', answer)));
      const message = 'There is no command "merge". Nothing was done.';
      assert.deepEqual([Success, Message, Result], [false, message, answer]);
    }
  });
}
