import type { Counterpart } from '../counterpart.js';

/** Matrix products, as other frameworks call them. */
export const MATRIX_PRODUCTS: readonly Counterpart[] = [
  {
    here: 'linear',
    torch: 'Linear LazyLinear linear',
    keras: 'Dense',
    onnx: 'Gemm',
    jax: 'Dense DenseGeneral',
    also: 'fc fully_connected affine addmm',
  },
  {
    here: 'matmul',
    torch: 'matmul mm bmm',
    keras: 'Dot dot',
    onnx: 'MatMul',
    jax: 'matmul dot dot_general',
  },
  {
    absent: 'einsum',
    torch: 'einsum Bilinear bilinear',
    keras: 'EinsumDense',
    onnx: 'Einsum',
    jax: 'einsum Einsum',
    note: 'write it with `transpose`, `reshape` and `matmul`',
  },
  {
    here: 'parameter',
    torch: 'Parameter UninitializedParameter register_buffer register_parameter',
    keras: 'add_weight',
    jax: 'param',
    also: 'buffer variable',
  },
  {
    here: 'embedding',
    torch: 'Embedding embedding',
    keras: 'Embedding',
    jax: 'Embed',
    also: 'lookup word_embedding',
  },
  {
    absent: 'embedding_bag',
    torch: 'EmbeddingBag embedding_bag',
    note: 'look the vectors up with `embedding`, and add them up with `matmul`',
  },
  {
    code: 'softmax(matmul(q, transpose(k, [0, 2, 1])) / sqrt(k.shape[2])) -> matmul(v)',
    torch: 'scaled_dot_product_attention',
    keras: 'Attention',
    onnx: 'Attention',
    jax: 'dot_product_attention',
  },
  {
    absent: 'multi_head_attention',
    torch:
      'MultiheadAttention multi_head_attention_forward Transformer TransformerEncoder ' +
      'TransformerEncoderLayer TransformerDecoder TransformerDecoderLayer',
    keras: 'MultiHeadAttention GroupQueryAttention AdditiveAttention',
    jax: 'MultiHeadDotProductAttention MultiHeadAttention SelfAttention',
    note: 'write a block with `linear`, `reshape`, `transpose`, `matmul` and `softmax`',
  },
];
