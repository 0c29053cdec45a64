/**
 * What the demo shows: one user with something in every field, and the ticket of the documentation.
 */
import type { Associate } from '../domain/associate.ts';
import type { Office } from '../office.ts';

const DEMO_LICENSE = {
  ownerName: 'Ticketoffice',
  name: 'user',
  description: 'User plan',
  version: '1.0',
};

export const demoUser = { name: 'demo', password: 'demo' } as const;

/** The ticket in the published samples, so that they work as they stand. */
export const sampleTicket = '7T:1234abcxyzExample==';

/** From the start of the demo, used or not; what a use adds comes on top. */
const SAMPLE_TICKET_LIFETIME_MS = 30 * 24 * 3600 * 1000;

/** Adds the demo user where it is missing, and makes the sample's ticket the user's. */
export async function prepareDemo(office: Office): Promise<void> {
  const { associates } = office.stores;
  const associate = (await associates.findByName(demoUser.name)) ?? (await addDemoUser(office));
  const user = { address: '127.0.0.1', userAgent: 'demo' };
  const session = await office.sessions.start(associate, user, SAMPLE_TICKET_LIFETIME_MS);
  office.sessions.addAlias(sampleTicket, session.ticketText);
}

/** What an interrupted attempt left behind is used again. */
async function addDemoUser({ stores, passwords, clock }: Office): Promise<Associate> {
  const { directory } = stores;
  const role =
    (await directory.findRoleByName('Demo')) ??
    (await directory.addRole({
      name: 'Demo',
      description: 'The role of the demo user',
      type: 'employee',
      functionRights: ['admin-all', 'hide-confidential'],
    }));
  const groups = await directory.listGroups();
  const group = async (name: string) =>
    groups.find((known) => known.name === name) ?? (await directory.addGroup(name));
  const sales = await group('Sales');
  const support = await group('Support');
  const [known] = await directory.listLicenses();
  const license = known ?? (await directory.addLicense(DEMO_LICENSE));
  const associate = await stores.associates.add(
    {
      name: demoUser.name,
      fullName: 'Dagny Demo',
      email: 'demo@example.com',
      type: 'internal',
      roleId: role.id,
      groupId: sales.id,
      secondaryGroupIds: [support.id],
      personId: 5,
      contactId: 2,
      contactOwnerId: 1,
      countryId: 578,
      homeCountryId: 578,
      businessId: 1,
      categoryId: 1,
      csUser: { id: 3, accessLevel: 1, status: 'normal' },
    },
    await passwords.hash(demoUser.password),
    clock.now(),
  );
  await stores.directory.grantLicense(associate.id, license.moduleId);
  return associate;
}
