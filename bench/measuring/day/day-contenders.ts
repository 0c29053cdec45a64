/** The servers that do a day's work: Ticketoffice, and node-soap for what it can serve. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TicketofficeClient } from '../../../src/client/client.ts';
import type { NodeSoapDay } from '../../node-soap-day-server.ts';
import { ask, resultOf } from '../ask.ts';
import { startServer } from '../contenders.ts';
import { serverCores } from '../cores.ts';
import type { MeasuredServer } from '../measured-server.ts';
import { getAccessToken } from '../messages.ts';
import type { Scene } from '../scene.ts';
import { type DayWeights, dayMix, sharedMix } from './day-operations.ts';
import { addPopulation, type DayPopulation, type PopulationSize } from './day-population.ts';

export interface DayContender {
  readonly name: string;
  readonly server: MeasuredServer;
  readonly population: DayPopulation;
  readonly weights: DayWeights;
}

export const dayContenderNames = {
  own: 'the whole mix',
  ownShared: 'without CS sessions',
  nodeSoap: 'node-soap, without CS sessions',
} as const;

export async function startDayContenders(
  scene: Scene,
  size: PopulationSize,
): Promise<readonly DayContender[]> {
  const installation = await scene.install();
  const population = await addPopulation(installation, size);
  const server = await startServer(scene, { name: dayContenderNames.own, installation });
  const nodeSoap = await startNodeSoapDay(scene, server.url, population);
  const own = { server, population };
  return [
    { ...own, name: dayContenderNames.own, weights: dayMix },
    { ...own, name: dayContenderNames.ownShared, weights: sharedMix },
    { ...nodeSoap, name: dayContenderNames.nodeSoap, weights: sharedMix },
  ];
}

/** @param url of a Ticketoffice server, whose answers node-soap gives too. */
async function startNodeSoapDay(scene: Scene, url: string, population: DayPopulation) {
  const directory = await mkdtemp(join(tmpdir(), 'ticketoffice-day-'));
  try {
    const file = join(directory, 'scene.json');
    const day: NodeSoapDay = { population, ...(await answersOf(url, population)) };
    await writeFile(file, JSON.stringify(day));
    const script = ['bench/node-soap-day-server.ts', file];
    const server = await scene.start({ script, cores: serverCores(1) });
    const reply = await ask(server.url, getAccessToken(population.adminTicket));
    return { server, population: { ...population, accessToken: resultOf(reply, '8A:') } };
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function answersOf(baseUrl: string, { users, password, adminTicket }: DayPopulation) {
  const [user] = users;
  if (!user) throw new Error('The population is empty.');
  const client = new TicketofficeClient({ baseUrl, userName: user.name, password });
  const { principal } = await client.login();
  const credentials = { Credentials: { Ticket: adminTicket } };
  const info = await client.user.GetUserInfo({ UserInfoId: user.id }, credentials);
  const whole = await client.user.GetUser({ UserId: user.id }, credentials);
  return { principal, userInfo: info.Response ?? {}, user: whole.Response ?? {} };
}
