/** Calls both services with `soap`. */
import { describeToolkit } from './client-suite.ts';
import { nodeSoap } from './node-soap-toolkit.ts';

describeToolkit(nodeSoap);
