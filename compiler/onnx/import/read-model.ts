import { DiagnosticError, fail } from '../../diagnostics/diagnostic.js';
import type { ByteSource } from '../../weights/index.js';
import type { MessageValue } from '../proto/field.js';
import { nodeProto, operatorSetIdProto, valueInfoProto } from '../proto/messages.js';
import { decodeMessage, MalformedMessage } from '../proto/read.js';
import type { Range } from '../proto/scan.js';
import { fieldsIn } from '../proto/scan.js';
import type { FileNode, FileValue, ModelFile, StoredTensor } from './model-file.js';
import type { OpenBeside } from './stored-tensor.js';
import { tensorAt } from './stored-tensor.js';

/** Fields of ModelProto and of GraphProto. */
const MODEL = { graph: 7, opsets: 8 } as const;
const GRAPH = { node: 1, tensor: 5, input: 11, output: 12, sparse: 15 } as const;

/**
 * Reads all of an ONNX file but its weights, which stay where they lie: a file of any size takes the memory
 * of its largest tensor. Throws a DiagnosticError where it is no ONNX file, or a damaged one.
 */
export function readModel(source: ByteSource, open: OpenBeside): ModelFile {
  try {
    return readParts(source, open);
  } catch (error) {
    if (error instanceof DiagnosticError) throw error;
    if (!(error instanceof MalformedMessage)) throw error;
    return fail({
      code: 'onnx/damaged',
      title: `${source.name} is no ONNX file, or damaged: ${error.message}`,
      hint: 'an ONNX file is a protocol buffer with a ModelProto in it',
    });
  }
}

function readParts(source: ByteSource, open: OpenBeside): ModelFile {
  const opsets = new Map<string, number>();
  let graph: Range | undefined;
  for (const field of fieldsIn(source, { offset: 0, length: source.byteLength })) {
    if (field.number === MODEL.graph) graph = field;
    if (field.number === MODEL.opsets) {
      const { domain = '', version = 0 } = decodeMessage(
        operatorSetIdProto,
        bytesOf(source, field),
      );
      opsets.set(domain === 'ai.onnx' ? '' : domain, version);
    }
  }
  if (graph === undefined) throw new MalformedMessage('there is no graph in it');
  return { name: source.name, opsets, ...readGraph(source, graph, open) };
}

function readGraph(
  source: ByteSource,
  range: Range,
  open: OpenBeside,
): Omit<ModelFile, 'name' | 'opsets'> {
  const nodes: FileNode[] = [];
  const inputs: FileValue[] = [];
  const outputs: FileValue[] = [];
  const tensors = new Map<string, StoredTensor>();
  for (const field of fieldsIn(source, range)) {
    switch (field.number) {
      case GRAPH.node:
        nodes.push(nodeOf(decodeMessage(nodeProto, bytesOf(source, field))));
        break;
      case GRAPH.tensor: {
        const tensor = tensorAt(source, field, open);
        tensors.set(tensor.name, tensor);
        break;
      }
      case GRAPH.input:
        inputs.push(valueOf(decodeMessage(valueInfoProto, bytesOf(source, field))));
        break;
      case GRAPH.output:
        outputs.push(valueOf(decodeMessage(valueInfoProto, bytesOf(source, field))));
        break;
      case GRAPH.sparse:
        fail({
          code: 'onnx/sparse',
          title: `${source.name} has sparse tensors, which are not read`,
          hint: 'store them dense, for example with onnx.helper',
        });
    }
  }
  return { nodes, inputs, outputs, tensors };
}

function bytesOf(source: ByteSource, { offset, length }: Range): Uint8Array {
  return source.read(offset, length);
}

function nodeOf(message: MessageValue<typeof nodeProto>): FileNode {
  const { op_type: op = '', domain = '', name = '', input = [], output = [] } = message;
  return {
    op,
    domain: domain === 'ai.onnx' ? '' : domain,
    name,
    inputs: input,
    outputs: output,
    attributes: new Map((message.attribute ?? []).map((each) => [each.name ?? '', each])),
  };
}

function valueOf({ name = '', type }: MessageValue<typeof valueInfoProto>): FileValue {
  const tensor = type?.tensor_type;
  const dims = tensor?.shape?.dim;
  return {
    name,
    ...(tensor?.elem_type === undefined ? {} : { dataType: tensor.elem_type }),
    ...(tensor?.shape === undefined
      ? {}
      : { shape: (dims ?? []).map(({ dim_value, dim_param }) => dim_value ?? dim_param) }),
  };
}
