/** `npm run bench:report`: tables, plots and the README's section from the saved results. */
import { RESULTS_FOLDER, writeReports } from './saved.js';

writeReports(RESULTS_FOLDER);
