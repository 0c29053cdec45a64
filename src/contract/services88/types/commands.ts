/** Commands that extensions of the server add to the window of a user. */
import { xsBoolean, xsString } from '../../../xsd/built-in.ts';
import { services88 } from '../namespace.ts';
import { Carrier } from './carrier.ts';

const CommandAction = services88.enumeration('CommandAction', {
  Implicit: 0,
  YesNo: 1,
  OkCancel: 2,
  Ok: 3,
});

export const CommandActionResult = services88.enumeration('CommandActionResult', {
  Implicit: 0,
  Yes: 1,
  Ok: 2,
  No: 3,
  Cancel: 4,
});

export const CustomCommand = services88.extendedType(Carrier, 'CustomCommand', {
  Name: xsString,
  DisplayName: xsString,
  Description: xsString,
  ToolTip: xsString,
  Actions: CommandAction,
  ActionData: xsString,
});

export const CommandResult = services88.extendedType(Carrier, 'CommandResult', {
  Success: xsBoolean,
  Message: xsString,
  Result: CommandActionResult,
});
