import wabt from 'wabt';
import type { Program } from '../../compiler/codegen/program.js';
import type { InputImage } from '../../compiler/ir/image.js';
import { checksumFunction } from '../../compiler/codegen/wasm/checksum.js';
import { printSexp } from '../../compiler/codegen/wasm/sexp.js';
import { f32 } from '../../compiler/ir/types.js';
import { GPU } from '../../compiler/target/webgpu.js';

/**
 * A program written by hand, small enough to check on paper, that uses all that the runtime offers:
 * two inputs (one an image), two outputs (one with labels), weights with a gap between segments, two
 * shaders and three dispatches with parameters.
 *
 *   scaled = picture * scale
 *   scores[c] = gain[0] * sum of scaled[c] + gain[1] + offset[c]
 */
export const handwritten: Program = {
  name: 'handwritten',
  inputs: [
    {
      input: {
        value: { name: 'picture', type: f32(1, 3, 2, 4) },
        image: {
          width: 4,
          height: 2,
          channels: 'rgb',
          scale: 0.5,
          mean: [1, 2, 3],
          standardDeviation: [2, 4, 8],
        },
      },
      offset: 0,
    },
    { input: { value: { name: 'gain', type: f32(2) } }, offset: 96 },
  ],
  outputs: [
    { output: { name: 'scaled', value: { name: 'scaled', type: f32(1, 3, 2, 4) } }, offset: 112 },
    {
      output: {
        name: 'scores',
        value: { name: 'scores', type: f32(1, 3) },
        labels: ['red', 'green', 'blue'],
      },
      offset: 208,
    },
  ],
  states: [],
  arenaBytes: 224,
  arenaLowerBound: 212,
  weights: {
    byteLength: 128,
    segments: [
      {
        name: 'scale',
        offset: 0,
        byteLength: 96,
        pack: () => [Float32Array.from({ length: 24 }, (_, i) => (i % 5) - 2)],
      },
      { name: 'offset', offset: 112, byteLength: 12, pack: () => [Float32Array.of(10, 20, 30)] },
    ],
  },
  wasm: { ...(await wasmCode()), arenaBase: 128 },
  webgpu: {
    machine: GPU,
    arenaBytes: 224,
    inputs: [0, 96],
    outputs: [112, 208],
    states: [],
    shaders: [
      {
        name: 'scale_c8',
        code: `struct Parameters { first: u32 }
@group(0) @binding(0) var<storage, read_write> arena: array<f32>;
@group(0) @binding(1) var<storage, read> weights: array<vec4f>;
@group(0) @binding(2) var<uniform> parameters: Parameters;

@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = parameters.first + id.x;
  arena[28 + i] = arena[i] * weights[i / 4][i % 4];
}
`,
      },
      {
        name: 'score',
        code: `// Sums by one thread a channel; the name has a letter outside ASCII: Σ.
@group(0) @binding(0) var<storage, read_write> arena: array<f32>;
@group(0) @binding(1) var<storage, read> weights: array<vec4f>;

@compute @workgroup_size(3)
fn main(@builtin(global_invocation_id) id: vec3u) {
  var sum = 0.0;
  for (var i = 0u; i < 8; i++) {
    sum += arena[28 + 8 * id.x + i];
  }
  arena[52 + id.x] = arena[24] * sum + arena[25] + weights[7][id.x];
}
`,
      },
    ],
    dispatches: [
      { shader: 0, workgroups: [1, 1, 1], parameters: [0], label: 'scaled[0:8]' },
      { shader: 0, workgroups: [2, 1, 1], parameters: [8], label: 'scaled[8:24]' },
      { shader: 1, workgroups: [1, 1, 1], parameters: [], label: 'scores' },
    ],
  },
};

/** What `handwritten` computes, in plain JavaScript. */
export function handwrittenReference(
  picture: ArrayLike<number>,
  gain: ArrayLike<number>,
): { scaled: number[]; scores: number[] } {
  const scaled = Array.from(picture, (value, i) => value * ((i % 5) - 2));
  const scores = [10, 20, 30].map((offset, channel) => {
    const sum = scaled.slice(8 * channel, 8 * channel + 8).reduce((a, b) => a + b, 0);
    return gain[0] * sum + gain[1] + offset;
  });
  return { scaled, scores };
}

/** The same with pictures of any size in, `fit` says how, and `scaled` as a picture out. */
export function handwrittenPictures(fit: Pick<InputImage, 'fit' | 'resize' | 'fill'>): Program {
  const [picture, gain] = handwritten.inputs;
  const [scaled, scores] = handwritten.outputs;
  const { image } = picture.input;
  const range = { scale: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1] };
  return {
    ...handwritten,
    inputs: [
      { ...picture, input: { ...picture.input, ...(image && { image: { ...image, ...fit } }) } },
      gain,
    ],
    outputs: [
      { ...scaled, output: { ...scaled.output, image: { channels: 'rgb', ...range } } },
      scores,
    ],
  };
}

/** Whole numbers, so that every sum is exact in any order. */
export const handwrittenInputs = {
  picture: Float32Array.from({ length: 24 }, (_, i) => i - 7),
  gain: Float32Array.of(2, -3),
};

/** `program` with one target only. */
export function only(target: 'wasm' | 'webgpu', program: Program): Program {
  const { wasm, webgpu, ...rest } = program;
  return target === 'wasm' ? { ...rest, wasm } : { ...rest, webgpu };
}

async function wasmCode(): Promise<{ wat: () => string; binary: Uint8Array }> {
  const wat = `(module
  (memory (export "memory") 1)
  (func (export "run") (local $i i32) (local $c i32) (local $sum f32)
    (loop $scale ;; four at a time: 24 elements at 128, scales at 0, results at 240
      (v128.store offset=240 (local.get $i)
        (f32x4.mul (v128.load offset=128 (local.get $i)) (v128.load (local.get $i))))
      (br_if $scale (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (i32.const 96))))
    (loop $channel
      (local.set $sum (f32.const 0))
      (local.set $i (i32.const 0))
      (loop $element
        (local.set $sum (f32.add (local.get $sum)
          (f32.load offset=240 (i32.add (i32.mul (local.get $c) (i32.const 8)) (local.get $i)))))
        (br_if $element
          (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 32))))
      (f32.store offset=336 (local.get $c)
        (f32.add (f32.load offset=112 (local.get $c))
          (f32.add (f32.load (i32.const 228))
            (f32.mul (f32.load (i32.const 224)) (local.get $sum)))))
      (br_if $channel
        (i32.lt_u (local.tee $c (i32.add (local.get $c) (i32.const 4))) (i32.const 12)))))
${printSexp(checksumFunction(), 2)}
)`;
  const assembler = await wabt();
  const module = assembler.parseWat('handwritten.wat', wat);
  try {
    return { wat: () => wat, binary: module.toBinary({}).buffer };
  } finally {
    module.destroy();
  }
}
