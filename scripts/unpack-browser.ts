/** Unpacks the browser for tests to the folder for temporary files, as its package does. */
import chromium from '@sparticuz/chromium';

await chromium.executablePath();
