/** What the pages say, in each of their languages. Names are put in by the functions. */
import type { LoginLanguage } from './login-language.ts';

/** Why a page is shown again. */
export type FormProblem = 'wrong' | 'too-old' | 'no-company';

/** Why a request ends on a page of ours instead of returning to its application. */
export type EndProblem = 'application' | 'redirect' | 'repeated' | 'busy' | 'server';

export interface LoginTexts {
  readonly chooseTitle: string;
  readonly chooseLabel: string;
  readonly chooseHint: string;
  readonly next: string;
  readonly signInTitle: string;
  readonly signInTo: (application: string, company: string) => string;
  readonly userName: string;
  readonly password: string;
  readonly signIn: string;
  readonly otherCompany: string;
  readonly consentTitle: (application: string) => string;
  readonly consentText: (application: string, company: string) => string;
  readonly consentAlone: string;
  readonly signedInAs: (user: string) => string;
  readonly allow: string;
  readonly refuse: string;
  readonly askTitle: string;
  readonly askText: (application: string, company: string) => string;
  readonly back: string;
  readonly returnTitle: string;
  readonly returnText: (application: string) => string;
  readonly outTitle: string;
  readonly outText: string;
  readonly endTitle: string;
  readonly problems: Readonly<Record<FormProblem, string>>;
  readonly ends: Readonly<Record<EndProblem, string>>;
}

const en: LoginTexts = {
  chooseTitle: 'Choose your company',
  chooseLabel: 'Company',
  chooseHint: 'The identifier of your company, such as Cust12345',
  next: 'Continue',
  signInTitle: 'Sign in',
  signInTo: (application, company) => `${application} asks you to sign in to ${company}.`,
  userName: 'User name or e-mail address',
  password: 'Password',
  signIn: 'Sign in',
  otherCompany: 'Choose another company',
  consentTitle: (application) => `Allow ${application}?`,
  consentText: (application, company) =>
    `${application} wants to work with the data of ${company}, with the rights of each user who signs in to it. You decide for all users of ${company}.`,
  consentAlone: 'It also wants to work when nobody is signed in, as a user of its own.',
  signedInAs: (user) => `You are signed in as ${user}.`,
  allow: 'Allow',
  refuse: 'Do not allow',
  askTitle: 'An administrator must allow this',
  askText: (application, company) =>
    `${application} may not be used at ${company} yet. Ask an administrator of ${company} to sign in to it once.`,
  back: 'Back to the application',
  returnTitle: 'You are signed in',
  returnText: (application) => `Continue to ${application}.`,
  outTitle: 'You are signed out',
  outText: 'You can close this page.',
  endTitle: 'This did not work',
  problems: {
    wrong: 'The user name or the password is wrong.',
    'too-old': 'This page was open for too long, or another one was opened. Try again.',
    'no-company': 'There is no such company here, or it does not use this application.',
  },
  ends: {
    application: 'The application that sent you here is not known.',
    redirect: 'The application that sent you here did not give an address that it has registered.',
    repeated: 'The application that sent you here sent a request that cannot be read.',
    busy: 'The server is busy. Go back, and try again in a few seconds.',
    server: 'The server could not do this because of an error of its own. Try again later.',
  },
};

const de: LoginTexts = {
  chooseTitle: 'Wählen Sie Ihre Firma',
  chooseLabel: 'Firma',
  chooseHint: 'Die Kennung Ihrer Firma, zum Beispiel Cust12345',
  next: 'Weiter',
  signInTitle: 'Anmelden',
  signInTo: (application, company) => `${application} bittet Sie, sich bei ${company} anzumelden.`,
  userName: 'Benutzername oder E-Mail-Adresse',
  password: 'Kennwort',
  signIn: 'Anmelden',
  otherCompany: 'Andere Firma wählen',
  consentTitle: (application) => `${application} erlauben?`,
  consentText: (application, company) =>
    `${application} möchte mit den Daten von ${company} arbeiten, mit den Rechten jedes Benutzers, der sich dort anmeldet. Sie entscheiden für alle Benutzer von ${company}.`,
  consentAlone:
    'Die Anwendung möchte auch arbeiten, wenn niemand angemeldet ist, als eigener Benutzer.',
  signedInAs: (user) => `Sie sind als ${user} angemeldet.`,
  allow: 'Erlauben',
  refuse: 'Nicht erlauben',
  askTitle: 'Ein Administrator muss dies erlauben',
  askText: (application, company) =>
    `${application} darf bei ${company} noch nicht benutzt werden. Bitten Sie einen Administrator von ${company}, sich dort einmal anzumelden.`,
  back: 'Zurück zur Anwendung',
  returnTitle: 'Sie sind angemeldet',
  returnText: (application) => `Weiter zu ${application}.`,
  outTitle: 'Sie sind abgemeldet',
  outText: 'Sie können diese Seite schließen.',
  endTitle: 'Das hat nicht funktioniert',
  problems: {
    wrong: 'Der Benutzername oder das Kennwort ist falsch.',
    'too-old':
      'Diese Seite war zu lange offen, oder eine andere wurde geöffnet. Versuchen Sie es erneut.',
    'no-company': 'Diese Firma gibt es hier nicht, oder sie benutzt diese Anwendung nicht.',
  },
  ends: {
    application: 'Die Anwendung, von der Sie kommen, ist nicht bekannt.',
    redirect: 'Die Anwendung, von der Sie kommen, hat keine registrierte Adresse angegeben.',
    repeated: 'Die Anwendung, von der Sie kommen, hat eine unlesbare Anfrage gesendet.',
    busy: 'Der Server ist ausgelastet. Gehen Sie zurück und versuchen Sie es gleich noch einmal.',
    server: 'Der Server hatte einen Fehler. Versuchen Sie es später noch einmal.',
  },
};

const nb: LoginTexts = {
  chooseTitle: 'Velg firma',
  chooseLabel: 'Firma',
  chooseHint: 'Firmaets identifikator, for eksempel Cust12345',
  next: 'Fortsett',
  signInTitle: 'Logg inn',
  signInTo: (application, company) => `${application} ber deg logge inn hos ${company}.`,
  userName: 'Brukernavn eller e-postadresse',
  password: 'Passord',
  signIn: 'Logg inn',
  otherCompany: 'Velg et annet firma',
  consentTitle: (application) => `Tillate ${application}?`,
  consentText: (application, company) =>
    `${application} vil arbeide med dataene til ${company}, med rettighetene til hver bruker som logger inn. Du bestemmer for alle brukere hos ${company}.`,
  consentAlone: 'Programmet vil også arbeide når ingen er logget inn, som en egen bruker.',
  signedInAs: (user) => `Du er logget inn som ${user}.`,
  allow: 'Tillat',
  refuse: 'Ikke tillat',
  askTitle: 'En administrator må tillate dette',
  askText: (application, company) =>
    `${application} kan ikke brukes hos ${company} ennå. Be en administrator hos ${company} om å logge inn én gang.`,
  back: 'Tilbake til programmet',
  returnTitle: 'Du er logget inn',
  returnText: (application) => `Fortsett til ${application}.`,
  outTitle: 'Du er logget ut',
  outText: 'Du kan lukke denne siden.',
  endTitle: 'Dette virket ikke',
  problems: {
    wrong: 'Brukernavnet eller passordet er feil.',
    'too-old': 'Siden var åpen for lenge, eller en annen ble åpnet. Prøv igjen.',
    'no-company': 'Firmaet finnes ikke her, eller det bruker ikke dette programmet.',
  },
  ends: {
    application: 'Programmet som sendte deg hit, er ikke kjent.',
    redirect: 'Programmet som sendte deg hit, oppga ikke en registrert adresse.',
    repeated: 'Programmet som sendte deg hit, sendte en forespørsel som ikke kan leses.',
    busy: 'Serveren er opptatt. Gå tilbake og prøv igjen om noen sekunder.',
    server: 'Serveren hadde en feil. Prøv igjen senere.',
  },
};

const sv: LoginTexts = {
  chooseTitle: 'Välj företag',
  chooseLabel: 'Företag',
  chooseHint: 'Företagets identifierare, till exempel Cust12345',
  next: 'Fortsätt',
  signInTitle: 'Logga in',
  signInTo: (application, company) => `${application} ber dig logga in hos ${company}.`,
  userName: 'Användarnamn eller e-postadress',
  password: 'Lösenord',
  signIn: 'Logga in',
  otherCompany: 'Välj ett annat företag',
  consentTitle: (application) => `Tillåta ${application}?`,
  consentText: (application, company) =>
    `${application} vill arbeta med data hos ${company}, med rättigheterna för varje användare som loggar in. Du bestämmer för alla användare hos ${company}.`,
  consentAlone: 'Programmet vill också arbeta när ingen är inloggad, som en egen användare.',
  signedInAs: (user) => `Du är inloggad som ${user}.`,
  allow: 'Tillåt',
  refuse: 'Tillåt inte',
  askTitle: 'En administratör måste tillåta detta',
  askText: (application, company) =>
    `${application} får inte användas hos ${company} ännu. Be en administratör hos ${company} att logga in en gång.`,
  back: 'Tillbaka till programmet',
  returnTitle: 'Du är inloggad',
  returnText: (application) => `Fortsätt till ${application}.`,
  outTitle: 'Du är utloggad',
  outText: 'Du kan stänga sidan.',
  endTitle: 'Det fungerade inte',
  problems: {
    wrong: 'Användarnamnet eller lösenordet är fel.',
    'too-old': 'Sidan var öppen för länge, eller en annan öppnades. Försök igen.',
    'no-company': 'Företaget finns inte här, eller det använder inte detta program.',
  },
  ends: {
    application: 'Programmet som skickade dig hit är inte känt.',
    redirect: 'Programmet som skickade dig hit angav ingen registrerad adress.',
    repeated: 'Programmet som skickade dig hit sände en begäran som inte kan läsas.',
    busy: 'Servern är upptagen. Gå tillbaka och försök igen om några sekunder.',
    server: 'Servern hade ett fel. Försök igen senare.',
  },
};

const da: LoginTexts = {
  chooseTitle: 'Vælg firma',
  chooseLabel: 'Firma',
  chooseHint: 'Firmaets identifikator, for eksempel Cust12345',
  next: 'Fortsæt',
  signInTitle: 'Log ind',
  signInTo: (application, company) => `${application} beder dig logge ind hos ${company}.`,
  userName: 'Brugernavn eller e-mailadresse',
  password: 'Adgangskode',
  signIn: 'Log ind',
  otherCompany: 'Vælg et andet firma',
  consentTitle: (application) => `Tillad ${application}?`,
  consentText: (application, company) =>
    `${application} vil arbejde med data fra ${company}, med rettighederne for hver bruger, der logger ind. Du bestemmer for alle brugere hos ${company}.`,
  consentAlone: 'Programmet vil også arbejde, når ingen er logget ind, som sin egen bruger.',
  signedInAs: (user) => `Du er logget ind som ${user}.`,
  allow: 'Tillad',
  refuse: 'Tillad ikke',
  askTitle: 'En administrator skal tillade dette',
  askText: (application, company) =>
    `${application} må endnu ikke bruges hos ${company}. Bed en administrator hos ${company} om at logge ind én gang.`,
  back: 'Tilbage til programmet',
  returnTitle: 'Du er logget ind',
  returnText: (application) => `Fortsæt til ${application}.`,
  outTitle: 'Du er logget ud',
  outText: 'Du kan lukke siden.',
  endTitle: 'Det virkede ikke',
  problems: {
    wrong: 'Brugernavnet eller adgangskoden er forkert.',
    'too-old': 'Siden var åben for længe, eller en anden blev åbnet. Prøv igen.',
    'no-company': 'Firmaet findes ikke her, eller det bruger ikke dette program.',
  },
  ends: {
    application: 'Programmet, som sendte dig hertil, er ikke kendt.',
    redirect: 'Programmet, som sendte dig hertil, angav ikke en registreret adresse.',
    repeated: 'Programmet, som sendte dig hertil, sendte en forespørgsel, der ikke kan læses.',
    busy: 'Serveren er optaget. Gå tilbage, og prøv igen om nogle sekunder.',
    server: 'Serveren havde en fejl. Prøv igen senere.',
  },
};

const nl: LoginTexts = {
  chooseTitle: 'Kies uw bedrijf',
  chooseLabel: 'Bedrijf',
  chooseHint: 'De code van uw bedrijf, bijvoorbeeld Cust12345',
  next: 'Doorgaan',
  signInTitle: 'Aanmelden',
  signInTo: (application, company) => `${application} vraagt u om u aan te melden bij ${company}.`,
  userName: 'Gebruikersnaam of e-mailadres',
  password: 'Wachtwoord',
  signIn: 'Aanmelden',
  otherCompany: 'Een ander bedrijf kiezen',
  consentTitle: (application) => `${application} toestaan?`,
  consentText: (application, company) =>
    `${application} wil met de gegevens van ${company} werken, met de rechten van elke gebruiker die zich aanmeldt. U beslist voor alle gebruikers van ${company}.`,
  consentAlone: 'Het programma wil ook werken als niemand is aangemeld, als een eigen gebruiker.',
  signedInAs: (user) => `U bent aangemeld als ${user}.`,
  allow: 'Toestaan',
  refuse: 'Niet toestaan',
  askTitle: 'Een beheerder moet dit toestaan',
  askText: (application, company) =>
    `${application} mag bij ${company} nog niet worden gebruikt. Vraag een beheerder van ${company} om zich één keer aan te melden.`,
  back: 'Terug naar het programma',
  returnTitle: 'U bent aangemeld',
  returnText: (application) => `Ga door naar ${application}.`,
  outTitle: 'U bent afgemeld',
  outText: 'U kunt deze pagina sluiten.',
  endTitle: 'Dit is niet gelukt',
  problems: {
    wrong: 'De gebruikersnaam of het wachtwoord is onjuist.',
    'too-old': 'Deze pagina stond te lang open, of er is een andere geopend. Probeer het opnieuw.',
    'no-company': 'Dit bedrijf bestaat hier niet, of gebruikt dit programma niet.',
  },
  ends: {
    application: 'Het programma dat u hierheen stuurde, is niet bekend.',
    redirect: 'Het programma dat u hierheen stuurde, gaf geen geregistreerd adres op.',
    repeated: 'Het programma dat u hierheen stuurde, stuurde een onleesbaar verzoek.',
    busy: 'De server is bezet. Ga terug en probeer het over enkele seconden opnieuw.',
    server: 'De server had een fout. Probeer het later opnieuw.',
  },
};

export const loginTexts: Readonly<Record<LoginLanguage, LoginTexts>> = { en, de, nb, sv, da, nl };
