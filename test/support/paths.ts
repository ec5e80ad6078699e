import { fileURLToPath } from 'node:url';

/** The project's root folder, ending in a slash. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** Facts and trained models that the tests read; they lie beside the checkout. */
export const sharedRoot = fileURLToPath(new URL('../../../shared/', import.meta.url));
