/**
 * Words that a name in a shader can't be: WGSL's keywords and reserved words (WGSL §15), and the
 * functions and types that generated code uses, which a variable of that name would hide.
 */
const TAKEN = new Set(
  `alias break case const const_assert continue continuing default diagnostic discard else enable
  false fn for if let loop override requires return struct switch true var while
  NULL Self abstract active alignas alignof as asm asm_fragment async attribute auto await become
  cast catch class co_await co_return co_yield coherent column_major common compile compile_fragment
  concept const_cast consteval constexpr constinit crate debugger decltype delete demote
  demote_to_helper do dynamic_cast enum explicit export extends extern external fallthrough filter
  final finally friend from fxgroup get goto groupshared highp impl implements import inline
  instanceof interface layout lowp macro macro_rules match mediump meta mod module move mut mutable
  namespace new nil noexcept noinline nointerpolation non_coherent noncoherent noperspective null
  nullptr of operator package packoffset partition pass patch pixelfragment precise precision premerge
  priv protected pub public readonly ref regardless register reinterpret_cast require resource
  restrict self set shared sizeof smooth snorm static static_assert static_cast std subroutine super
  target template this thread_local throw trait try type typedef typeid typename typeof union unless
  unorm unsafe unsized use using varying virtual volatile wgsl where with writeonly yield
  i32 u32 f32 f16 bool vec2 vec3 vec4 vec3u vec4f vec4i vec4u array atomic ptr bitcast select abs sqrt floor round exp tanh
  unpack2x16float extractBits
  min max main arena weights
  parameters Parameters invocation local_index group_index workgroupBarrier sigmoid sigmoid_4
  erf_f32 erf_vec4f tanh_f32 tanh_vec4f exp2_integer exp2_integer_4 f32_from_bits clamp add_products
  at_least at_least_4 at_most at_most_4 maximum maximum_4 minimum minimum_4`.split(/\s+/),
);

/** Gives each name of the loop IR one identifier of WGSL. */
export type Naming = (name: string) => string;

/** How a shader writes what the loop IR has in it. */
export interface Spelling {
  readonly name: Naming;
  /** An integer of an index or a loop: itself, or a parameter that holds it. */
  readonly integer: (value: number) => string;
}

/** Names stay as they are where WGSL allows that. */
export function readableNaming(): Naming {
  const given = new Map<string, string>();
  const used = new Set<string>();
  return (name) => {
    const known = given.get(name);
    if (known !== undefined) return known;
    let identifier = name.replace(/[^A-Za-z0-9_]/g, '_');
    if (!/^[A-Za-z]/.test(identifier)) identifier = `v${identifier}`;
    while (TAKEN.has(identifier) || used.has(identifier)) identifier += '_';
    used.add(identifier);
    given.set(name, identifier);
    return identifier;
  };
}

/** `n0`, `n1`, … in order of appearance: kernels that differ only in names become equal texts. */
export function positionalNaming(): Naming {
  const given = new Map<string, string>();
  return (name) => {
    const identifier = given.get(name) ?? `n${given.size}`;
    given.set(name, identifier);
    return identifier;
  };
}
