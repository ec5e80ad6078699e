import onnxProto from 'onnx-proto';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../compiler/diagnostics/diagnostic.js';
import { renderDiagnostic } from '../../../compiler/diagnostics/render.js';
import { exportOnnx } from '../../../compiler/onnx/export.js';
import { readModel } from '../../../compiler/onnx/import/read-model.js';
import { importModel } from '../../../compiler/onnx/import/import-model.js';
import { bytesSource } from '../../../compiler/weights/index.js';
import { lenet5 } from '../../support/lenet5.js';
import { graphOf, modelOf } from './model.js';

const { onnx } = onnxProto;
const { EXTERNAL } = onnx.TensorProto.DataLocation;
const x = { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] };

/** The model of one Relu, changed. */
function changed(change: (model: onnxProto.onnx.IModelProto) => void): Uint8Array {
  const model = onnx.ModelProto.decode(modelOf({ op: 'Relu', opset: 13, inputs: [x] }));
  change(model);
  return onnx.ModelProto.encode(model).finish();
}

function withShape(...dim: onnxProto.onnx.TensorShapeProto.IDimension[]): Uint8Array {
  return changed(({ graph }) => {
    const tensor = graph?.input?.[0].type?.tensorType;
    if (tensor) tensor.shape = { dim };
  });
}

function withTensor(tensor: onnxProto.onnx.ITensorProto): Uint8Array {
  return changed(({ graph }) => {
    if (graph) Object.assign(graph, { initializer: [{ name: 'w', ...tensor }], input: [] });
    const [node] = graph?.node ?? [];
    node.input = ['w'];
  });
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map((each) => renderDiagnostic(each, new Map())).join('\n');
  }
  return 'no error';
}

/** Reads what is known, too: weights are read when they are asked for. */
function imported(bytes: Uint8Array, extents = {}): void {
  for (const node of graphOf(bytes, extents).nodes) {
    const data = node.kind === 'op' ? node.attributes.value : undefined;
    if (typeof data === 'object' && 'read' in data) data.read();
  }
}

const ERRORS: Record<string, () => void> = {
  'no protocol buffer': () => {
    imported(new TextEncoder().encode('not a model'));
  },
  'an empty file': () => {
    imported(new Uint8Array());
  },
  'the first half of a file': () => {
    imported(exportOnnx(lenet5()).subarray(0, 1000));
  },
  'an operator set of the future': () => {
    imported(
      changed((model) => {
        model.opsetImport = [{ domain: '', version: 99 }];
      }),
    );
  },
  'an operator that is not imported': () => {
    imported(modelOf({ op: 'Unique', opset: 13, inputs: [x] }));
  },
  'an operator of somebody else': () => {
    imported(
      changed(({ graph }) => {
        graph?.node?.forEach((node) => (node.domain = 'com.example'));
      }),
    );
  },
  'an extent that nobody knows': () => {
    imported(withShape({ dimParam: 'batch' }, { dimValue: 3 }));
  },
  'an extent without a name': () => {
    imported(withShape({}, { dimValue: 3 }));
  },
  'a misspelled extent': () => {
    imported(withShape({ dimParam: 'batch' }, { dimValue: 3 }), { bacth: 1 });
  },
  'an extent that is known': () => {
    imported(withShape({ dimValue: 3 }), { batch: 1 });
  },
  'a shape that a run computes': () => {
    const shape = { shape: [2], data: [3, 2], type: 'int64' } as const;
    imported(modelOf({ op: 'Reshape', opset: 13, inputs: [x, shape] }));
  },
  'what does not fit together': () => {
    const w = { known: { shape: [4, 2], data: [1, 2, 3, 4, 5, 6, 7, 8] } };
    imported(modelOf({ op: 'MatMul', opset: 13, inputs: [x, w] }));
  },
  'an input of text': () => {
    imported(
      changed(({ graph }) => {
        const tensor = graph?.input?.[0].type?.tensorType;
        if (tensor) tensor.elemType = onnx.TensorProto.DataType.STRING;
      }),
    );
  },
  'a name that nothing computes': () => {
    imported(
      changed(({ graph }) => {
        graph?.node?.forEach((node) => (node.input = ['z']));
      }),
    );
  },
  'an output that nothing computes': () => {
    imported(
      changed(({ graph }) => {
        graph?.output?.forEach((output) => (output.name = 'z'));
      }),
    );
  },
  'too few elements': () => {
    imported(withTensor({ dims: [2, 3], dataType: 1, floatData: [1, 2] }));
  },
  'weights in a file that is not there': () => {
    const externalData = [{ key: 'location', value: 'weights.bin' }];
    imported(withTensor({ dims: [2], dataType: 1, dataLocation: EXTERNAL, externalData }));
  },
  'weights outside of the folder': () => {
    const externalData = [{ key: 'location', value: '../weights.bin' }];
    imported(withTensor({ dims: [2], dataType: 1, dataLocation: EXTERNAL, externalData }));
  },
};

describe('what is wrong with an ONNX file', () => {
  it.each(Object.entries(ERRORS))('%s', (_, work) => {
    expect(messageOf(work)).toMatchSnapshot();
  });
});

describe('weights beside a model', () => {
  it('are read from where the model says', () => {
    const bytes = withTensor({
      dims: [2],
      dataType: 1,
      dataLocation: EXTERNAL,
      externalData: [
        { key: 'location', value: 'weights.bin' },
        { key: 'offset', value: '4' },
        { key: 'length', value: '8' },
      ],
    });
    const weights = new Uint8Array(Float32Array.of(1, 2.5, -3, 4).buffer);
    const model = readModel(bytesSource('model.onnx', bytes), (file) => bytesSource(file, weights));
    expect([...(model.tensors.get('w')?.read() ?? [])]).toEqual([2.5, -3]);
    expect(importModel(model).outputs).toHaveLength(1);
  });

  it.each([
    ['raw', { dataType: 10, rawData: new Uint8Array(Uint16Array.of(0x3c00, 0xc100).buffer) }],
    ['in whole numbers', { dataType: 10, int32Data: [0x3c00, 0xc100] }],
    ['as bfloat16', { dataType: 16, int32Data: [0x3f80, 0xc020] }],
    ['as doubles', { dataType: 11, doubleData: [1, -2.5] }],
  ])('may be of 16 or 64 bits, %s', (_, tensor) => {
    const bytes = withTensor({ dims: [2], ...tensor });
    const model = readModel(bytesSource('model.onnx', bytes), () => undefined);
    expect([...(model.tensors.get('w')?.read() ?? [])]).toEqual([1, -2.5]);
  });
});
