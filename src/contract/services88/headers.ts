/** The header blocks that the services share. */
import { xsBoolean, xsInt, xsSecret, xsString } from '../../xsd/built-in.ts';
import type { AnyType, ComplexType, Decoded } from '../../xsd/types.ts';
import { services88 } from './namespace.ts';

export const SoCredentials = services88.complexType('SoCredentials', { Ticket: xsSecret });

export const SoTimeZone = services88.complexType('SoTimeZone', {
  SoTimeZoneId: xsInt,
  SoTimeZoneLocationCode: xsString,
});

/** The header blocks that every service accepts. */
export const applicationRequestHeaders = { ApplicationToken: xsSecret } as const;

/** The header blocks that every service with a session accepts. */
export const sessionRequestHeaders = {
  ...applicationRequestHeaders,
  Credentials: SoCredentials,
  TimeZone: SoTimeZone,
} as const;

/**
 * An error of the business kind, as NetServer reports it. The type is recursive, so the compiler
 * needs it written out.
 */
export interface ExceptionInfo {
  readonly Message: string | null;
  readonly StackTrace: string | null;
  readonly FriendlyText: string | null;
  readonly ExceptionType: string | null;
  readonly Source: string | null;
  readonly InnerException: ExceptionInfo | null;
  readonly Parameters: ReadonlyMap<string, string | null> | null;
}

const SoExceptionInfo = services88.complexType('SoExceptionInfo', {
  Message: xsString,
  StackTrace: xsString,
  FriendlyText: xsString,
  ExceptionType: xsString,
  Source: xsString,
  InnerException: services88.deferred(
    'SoExceptionInfo',
    (): ComplexType<ExceptionInfo | null, Partial<ExceptionInfo>> => SoExceptionInfo,
  ),
  Parameters: services88.dictionary(
    'SoExceptionInfoParameters',
    'SoExceptionInfoParametersKeyValuePair',
    xsString,
  ),
});

const SoExtraInfo = services88.dictionary('SoExtraInfo', 'ExtraInfoNameValuePair', xsString);

export const responseHeaders = {
  ExceptionInfo: SoExceptionInfo,
  ExtraInfo: SoExtraInfo,
  Succeeded: xsBoolean,
  TimeZone: SoTimeZone,
} as const satisfies Readonly<Record<string, AnyType>>;

export type TimeZone = NonNullable<Decoded<typeof SoTimeZone>>;
