import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serve } from './server.js';

/** Speaks with one editor over standard input and output, and ends with it. */
serve(createConnection(ProposedFeatures.all, process.stdin, process.stdout));
