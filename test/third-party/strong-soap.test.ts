/** Calls both services with `strong-soap`. */
import { describeToolkit } from './client-suite.ts';
import { strongSoap } from './strong-soap-toolkit.ts';

describeToolkit(strongSoap);
