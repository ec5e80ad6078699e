/**
 * Prints `N passed, N failed` from the results that vitest's JSON reporter wrote to the file named
 * by the argument. A test file that could not even be loaded counts as one failure. Exits with 1
 * when there are no results, no passes, or failures.
 */
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
let results;
try {
  results = JSON.parse(readFileSync(file, 'utf8'));
} catch (error) {
  console.error(`The tests ended before their summary: ${error.message}`);
  process.exit(1);
}

const unloaded = results.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
).length;
const failed = results.numFailedTests + unloaded;
console.log(`${results.numPassedTests} passed, ${failed} failed`);
process.exitCode = failed > 0 || results.numPassedTests === 0 || !results.success ? 1 : 0;
