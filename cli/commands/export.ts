import { Command } from 'commander';
import type { Context } from '../context.js';
import { writeFiles } from '../files/write.js';
import { examples } from '../help.js';
import { readBoundNetwork } from '../network.js';
import type { NetworkOptions } from '../options.js';
import {
  allowUnusedOption,
  jsonOption,
  networkOption,
  setOption,
  weightsOption,
  weightsPrefixOption,
} from '../options.js';
import { finish, printLines, printResult } from '../report.js';
import { byteSize } from '../text/units.js';

interface ExportOptions extends NetworkOptions {
  readonly output: string;
  readonly json: boolean;
}

/** `netloom export --onnx FILE.net -o FILE.onnx`: the network as written, for other frameworks. */
export function exportCommand(context: Context): Command {
  return new Command('export')
    .description('Write a network with its weights in the format of another framework.')
    .argument('<file.net>', 'the network, or an .onnx file')
    .addOption(networkOption())
    .requiredOption('--onnx', 'as ONNX')
    .addOption(weightsOption())
    .addOption(weightsPrefixOption())
    .addOption(allowUnusedOption())
    .addOption(setOption())
    .requiredOption('-o, --output <file.onnx>', 'the file to write')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples([
        'netloom export --onnx lenet5.net --weights lenet5.safetensors -o lenet5.onnx',
        'run the same network in ONNX Runtime',
      ]),
    )
    .action((file: string, options: ExportOptions) => exportNetwork(context, file, options));
}

async function exportNetwork(
  context: Context,
  file: string,
  options: ExportOptions,
): Promise<void> {
  const network = readBoundNetwork(context, file, options);
  context.progress.step('exporting');
  // Every command line would wait for its protocol buffers otherwise.
  const { exportOnnx } = await import('../../compiler/onnx/export.js');
  const chunk = { path: options.output, bytes: exportOnnx(network.graph) };
  const [{ path, bytes }] = await writeFiles(context, [chunk], { sources: network.files });
  finish(context);
  if (options.json) printResult(context, { file: path, bytes });
  else printLines(context, [`wrote ${path}, ${byteSize(bytes)}`]);
}
