import { classify } from './classify.js';

/** Shows on the page what `classify` reports, from here or from a worker. */
const options = new URLSearchParams(globalThis.location?.search);
const target = options.get('target') ?? 'auto';
const base = options.get('base') ?? undefined;
const report = options.has('worker') ? await inWorker() : await classify(target, base);
const result = document.querySelector('#result');
result.textContent = JSON.stringify(report);
result.className = 'done';

function inWorker() {
  const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
  worker.postMessage(target);
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
  });
}
