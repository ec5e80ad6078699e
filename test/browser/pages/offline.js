import { load } from './handwritten.js';

/** Loads the network and leaves it where a test can run it later. */
const target = new URLSearchParams(location.search).get('target');
globalThis.net = await load({ target });
document.querySelector('#result').className = 'done';
