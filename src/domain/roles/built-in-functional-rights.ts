/**
 * The functional rights that every tenant starts with.
 *
 * Ids 1 to 48 and their labels are documented. Inferred: the ids above 48, where the rights of
 * Service come first; the required modules; and the role types, where external users have the
 * `ext-` rights and employees all others.
 */
import type { FunctionalRight } from './functional-right.ts';

type Row = readonly [id: number, name: string, label: string, description: string];

const employeeRights: readonly Row[] = [
  [
    1,
    'admin-all',
    'General Administrator',
    'Gives access to every panel of Settings and maintenance. It counts as all other admin rights.',
  ],
  [
    2,
    'admin-lists',
    'List Administrator',
    'Gives access to the Lists panel alone: categories, businesses, interests, templates and user groups.',
  ],
  [
    3,
    'admin-users',
    'User Administrator',
    'Gives access to the Users panel: users are created, changed and deleted there.',
  ],
  [
    8,
    'allow-readonly-override',
    'Can override read-only fields',
    'Lets the user write to user-defined fields that are marked read-only.',
  ],
  [9, 'hide-company', 'Hide Company screen', 'Hides the company screen from the user.'],
  [10, 'hide-sale', 'Hide Sale screen', 'Hides the sale screen from the user.'],
  [11, 'hide-project', 'Hide Project screen', 'Hides the project screen from the user.'],
  [12, 'hide-inbox', 'Hide Inbox screen', 'Hides the inbox from the user.'],
  [13, 'hide-selection', 'Hide Selection screen', 'Hides the selection screen from the user.'],
  [
    14,
    'hide-reporter',
    'Hide Reports screen',
    'Hides the reports screen from the user, on-site only.',
  ],
  [
    15,
    'allow-bulk-mailmerge',
    'Can run Mail Merge',
    'Lets the user run a mail merge on a selection or a project.',
  ],
  [
    16,
    'allow-bulk-export',
    'Can export data to file',
    'Lets the user export companies and contacts to a file.',
  ],
  [
    17,
    'allow-bulk-generate-activities',
    'Can create tasks for a selection',
    'Lets the user create follow-ups for all members of a selection.',
  ],
  [
    18,
    'allow-bulk-copy-members',
    'Can copy a selection',
    'Lets the user copy the members of a selection into another selection.',
  ],
  [
    19,
    'allow-bulk-edit',
    'Allow bulk update',
    'Lets the user update fields of many records and selection members at once.',
  ],
  [
    20,
    'allow-bulk-delete',
    'Can delete selection members',
    'Lets the user delete the companies of a selection with their contacts.',
  ],
  [
    21,
    'allow-bulk-interests',
    'Can modify interests for selection members',
    'Lets the user set or clear interests of all members of a selection.',
  ],
  [
    22,
    'allow-bulk-email',
    'Can send e-mail to selection members',
    'Lets the user send e-mail to all members of a selection.',
  ],
  [
    23,
    'allow-bulk-user-applications',
    'Can run custom tasks on selections',
    'Lets the user run programs of their own on selections.',
  ],
  [
    24,
    'see-other-companies-associates',
    'Can see users belonging to other companies',
    'Shows the users of our other companies, and their data, which are hidden without this right.',
  ],
  [
    26,
    'admin-saint-regeneration',
    'Status Monitor Administrator (counters)',
    'Lets the user rebuild the counters and statuses of the status monitor.',
  ],
  [
    27,
    'admin-saint-definition',
    'Status Monitor Administrator (statuses)',
    'Lets the user define statuses of the status monitor and rebuild them.',
  ],
  [
    28,
    'allow-dictionarySDK',
    'Can create and delete tables in the database',
    'Lets the user create and delete tables of the database.',
  ],
  [29, 'admin-udef', 'Field Administrator', 'Gives access to the panel for user-defined fields.'],
  [30, 'admin-import', 'Import Administrator', 'Gives access to the import panel.'],
  [38, 'admin-audience', 'Audience Administrator', 'Lets the user administer the Audience site.'],
  [
    39,
    'syncadmin-all',
    'SuperOffice Intellisync Server Maintenance',
    'Gives access to all settings of the synchronisation server.',
  ],
  [
    40,
    'syncadmin-user',
    'Edit own synchronisation settings',
    'Lets the user edit their own settings of the synchronisation server.',
  ],
  [
    41,
    'allow-manage-entities',
    'Can manage (move and merge) entities',
    'Lets the user copy, move and merge companies, contacts and projects.',
  ],
  [
    42,
    'admin-workflow',
    'Workflow administrator',
    'Lets the user administer the guides of sales and projects.',
  ],
  [43, 'admin-role', 'Role Administrator', 'Lets the user create, change and delete roles.'],
  [
    44,
    'admin-replication',
    'Replication administrator',
    'Lets the user administer areas, satellites and travel.',
  ],
  [45, 'admin-preferences', 'Preferences Administrator', 'Gives access to the preferences panel.'],
  [46, 'admin-script', 'Script Administrator', 'Lets the user switch server scripts on and off.'],
  [47, 'admin-quote', 'Quote administrator', 'Lets the user administer quotes and products.'],
  [
    48,
    'quote-can-approve',
    'Can approve quotes',
    'Lets the user approve a quote that needs approval.',
  ],
  [
    49,
    'cs-listown',
    'List requests in own categories',
    'Lets the user list requests of the categories that they are a member of.',
  ],
  [
    50,
    'cs-readown',
    'Read requests in own categories',
    'Lets the user read requests of the categories that they are a member of.',
  ],
  [
    51,
    'cs-editown',
    'Edit requests in own categories',
    'Lets the user edit requests of the categories that they are a member of.',
  ],
  [52, 'cs-listothers', 'List all requests', 'Lets the user list all requests.'],
  [53, 'cs-readothers', 'Read all requests', 'Lets the user read all requests.'],
  [54, 'cs-editothers', 'Edit all requests', 'Lets the user edit all requests.'],
  [55, 'cs-posttofacebook', 'Facebook', 'Lets the user post copies of requests to Facebook.'],
  [56, 'cs-document', 'Knowledge Base', 'Gives access to the knowledge base.'],
  [
    57,
    'cs-listextratablecontent',
    'List tables',
    'Lets the user list the contents of extra tables.',
  ],
  [
    58,
    'cs-editextratablecontent',
    'Edit tables',
    'Lets the user edit the contents of extra tables.',
  ],
  [59, 'cs-editfaq', 'Edit FAQ entries', 'Lets the user create and edit FAQ entries.'],
  [
    60,
    'cs-faqadmin',
    'Administrate FAQ',
    'Lets the user publish FAQ entries, and tells them of unpublished and expired ones.',
  ],
  [61, 'cs-statistics', 'View statistics', 'Shows the statistics of the old Service client.'],
  [62, 'cs-readselections', 'View selections', 'Shows selections in the old Service client.'],
  [
    63,
    'cs-editselections',
    'Create selections',
    'Lets the user make selections in the old Service client.',
  ],
  [64, 'cs-changepref', 'Change own properties', 'Lets the user change their own properties.'],
  [65, 'cs-changeprofile', 'Change own profile', 'Lets the user choose which fields they see.'],
  [66, 'cs-categories', 'Category administration', 'Lets the user administer request categories.'],
  [67, 'cs-system', 'Service administration', 'Lets the user administer the set-up of Service.'],
  [68, 'admin-products', 'Product administrator', 'Gives access to the products panel.'],
  [69, 'admin-webhooks', 'Webhook administrator', 'Lets the user save, delete and test webhooks.'],
  [
    70,
    'mailing-consent-override',
    'Can override consent in mailings',
    'Lets the user skip the check for consent when a mailing is sent.',
  ],
  [
    71,
    'can-manage-person-consent',
    'Can update consent for contact',
    'Lets the user record consent for a person.',
  ],
  [
    72,
    'define-new-tags',
    'Create new tags directly',
    'Lets the user define a tag where it is used.',
  ],
  [73, 'admin-dashboard', 'Dashboard administrator', 'Lets the user pin dashboards for others.'],
  [74, 'hide-service', 'Hide Service screen', 'Hides the service screen from the user.'],
  [75, 'hide-mailings', 'Hide Marketing screen', 'Hides the marketing screen from the user.'],
  [
    76,
    'lock-unlock-target-assignment',
    'Can lock and unlock targets',
    'Lets the user lock and unlock sale targets.',
  ],
  [
    77,
    'targets-administrator',
    'Targets administrator',
    'Lets the user add, change and remove types of targets.',
  ],
  [78, 'allow-send-email', 'Can send e-mail', 'Lets the user send e-mail.'],
  [
    79,
    'admin-email-flow',
    'Flow administrator',
    'Lets the user make, change, run and cancel flows and their contents.',
  ],
  [
    80,
    'admin-email-flow-assets',
    'Can edit flow content',
    'Lets the user add, change and delete the contents of flows, without running or cancelling them.',
  ],
  [81, 'cs-markasspam', 'Can mark requests as spam', 'Lets the user mark requests as spam.'],
];

const externalRights: readonly Row[] = [
  [
    31,
    'ext-need-publish-to-see-project',
    'Show only published projects',
    'Limits an external user to published projects.',
  ],
  [
    32,
    'ext-need-publish-to-see-appointment',
    'Show only published follow-ups',
    'Limits an external user to published follow-ups.',
  ],
  [
    33,
    'ext-need-publish-to-see-document',
    'Show only published documents',
    'Limits an external user to published documents.',
  ],
  [
    34,
    'ext-need-publish-to-see-sale',
    'Show only published sales',
    'Limits an external user to published sales.',
  ],
  [
    35,
    'ext-see-event-projects',
    'Show projects marked as events',
    'Shows an external user the projects that have an event.',
  ],
  [
    36,
    'ext-use-my-company-rights',
    'Use data rights for My company',
    'Applies the data rights of the column "My company" to an external user.',
  ],
  [
    37,
    'ext-use-same-project-rights',
    'Use data rights for Same project',
    'Applies the data rights of the column "Same project" to an external user.',
  ],
];

const requiredModules: ReadonlyMap<string, string> = new Map([
  ['admin-quote', 'quote'],
  ['quote-can-approve', 'quote'],
  ['admin-saint-regeneration', 'saint'],
  ['admin-saint-definition', 'saint'],
  ['admin-dashboard', 'dash'],
]);

export const builtInFunctionalRights: readonly FunctionalRight[] = [
  ...employeeRights.map((row) => rightOf(row, 'employee')),
  ...externalRights.map((row) => rightOf(row, 'external')),
];

function rightOf(
  [id, name, label, description]: Row,
  roleType: FunctionalRight['roleType'],
): FunctionalRight {
  const requiredModule = requiredModules.get(name) ?? null;
  return { id, name, label, description, roleType, requiredModule, isBuiltIn: true };
}
