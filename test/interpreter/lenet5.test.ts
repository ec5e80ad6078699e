import { describe, expect, it } from 'vitest';
import { interpret } from '../../compiler/interpreter/interpret.js';
import { exportOnnx } from '../../compiler/onnx/export.js';
import { expectClose } from '../support/close.js';
import { lenet5, twentyDigits } from '../support/lenet5.js';
import { runOnnx } from '../support/onnxruntime.js';

const WITHIN = { absolute: 1e-4, relative: 0 };

describe('LeNet-5 with its trained weights', () => {
  const { input, logits } = twentyDigits();
  const graph = lenet5(20);

  it('gives twenty real digits the logits that PyTorch gives them', () => {
    const { scores } = interpret(graph, { digit: input });
    expect(scores.shape).toEqual([20, 10]);
    expectClose(scores, logits, 'logits', WITHIN);
  });

  it('gives ONNX Runtime the same network', async () => {
    const { scores } = await runOnnx(exportOnnx(graph), { digit: input });
    expectClose(scores, logits, 'logits', WITHIN);
  });
});
