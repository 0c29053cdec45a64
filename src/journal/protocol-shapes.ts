/** The shapes of messages that the contract does not declare: of OAuth, and of the page. */
import { SHOWN, type Shape, UNKNOWN } from './message-shape.ts';

function textShape(text: Shape['text']): Shape {
  return { ...UNKNOWN, text };
}

function shapeOfProperties(byName: Readonly<Record<string, Shape['text']>>, others: Shape): Shape {
  const shapes = new Map(Object.entries(byName).map(([name, text]) => [name, textShape(text)]));
  return { ...others, property: (name) => shapes.get(name.toLowerCase()) ?? others };
}

/** The parameters of the endpoints. Unknown ones are hidden. */
export const oauthFormShape = shapeOfProperties(
  {
    grant_type: 'shown',
    client_id: 'name',
    client_secret: 'application token',
    client_assertion: 'assertion',
    client_assertion_type: 'shown',
    subject_token: 'secret',
    subject_token_type: 'shown',
    actor_token: 'secret',
    actor_token_type: 'shown',
    requested_token_type: 'shown',
    token: 'secret',
    token_type_hint: 'shown',
    scope: 'shown',
    resource: 'shown',
    audience: 'shown',
    username: 'user name',
    password: 'password',
    refresh_token: 'secret',
    code: 'secret',
  },
  UNKNOWN,
);

const csSessionShape = shapeOfProperties({ session_key: 'secret' }, SHOWN);
const tokenShape = shapeOfProperties({ access_token: 'secret', refresh_token: 'secret' }, SHOWN);

/** What this server answers. It has no secret under other names. */
export const oauthAnswerShape: Shape = {
  ...tokenShape,
  property: (name) => (name === 'cs_session' ? csSessionShape : tokenShape.property(name)),
};

/** What the federated login answers. The rest is hidden. */
export const loginAnswerShape = shapeOfProperties(
  {
    token_type: 'shown',
    expires_in: 'shown',
    error: 'shown',
    error_description: 'shown',
    access_token: 'secret',
    refresh_token: 'secret',
    id_token: 'secret',
  },
  UNKNOWN,
);

/** The form in which a user chooses a password. */
export const pageFormShape = shapeOfProperties(
  { token: 'secret', password: 'password', again: 'password' },
  UNKNOWN,
);
