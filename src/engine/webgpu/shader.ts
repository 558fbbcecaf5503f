type Scalar = "u32" | "i32" | "f32";

export interface ShaderParts<P extends string, B extends string> {
  /** Names the pipeline in messages of the browser. */
  name: string;
  /** Numbers that change from dispatch to dispatch: fields of the uniform `p`. */
  params: Readonly<Record<P, Scalar>>;
  /** Storage arrays by name: "read f32", "write vec4f", "write atomic<u32>" … "write" may read, too. */
  buffers: Readonly<Record<B, `${"read" | "write"} ${string}`>>;
  /** The entry point is `main`. May use `p` and the buffers. Sizes written into it belong to the shader, see `shaderFamily`. */
  code: string;
  /** WGSL extensions that the code needs. */
  enables?: readonly ("f16" | "subgroups")[];
}

export interface Shader<P extends string = string, B extends string = string> extends ShaderParts<P, B> {
  readonly wgsl: string;
}

/** A shader is made once, at module level or by a `shaderFamily`: its pipeline is found by the object's identity. */
export function defineShader<const P extends string, const B extends string>(parts: ShaderParts<P, B>): Shader<P, B> {
  const fields = Object.entries<Scalar>(parts.params).map(([name, type]) => `${name}: ${type}`);
  const lines = [
    ...(parts.enables ?? []).map((extension) => `enable ${extension};`),
    `struct Params { ${(fields.length > 0 ? fields : ["unused: u32"]).join(", ")} }`,
    "@group(0) @binding(0) var<uniform> p: Params;",
    ...Object.entries<string>(parts.buffers).map(([name, use], i) => {
      const [access, element] = use.split(" ");
      const mode = access === "read" ? "read" : "read_write";
      return `@group(0) @binding(${i + 1}) var<storage, ${mode}> ${name}: array<${element}>;`;
    }),
    parts.code,
  ];
  return { ...parts, wgsl: lines.join("\n") };
}

/** Shaders that differ in numbers or words written into the code (tile sizes, widths): one for each set of them, made when first asked for. */
export function shaderFamily<A extends readonly (number | string | boolean)[], S extends Shader>(
  make: (...args: A) => S,
): (...args: A) => S {
  const made = new Map<string, S>();
  return (...args) => {
    const key = args.join();
    const known = made.get(key);
    if (known) return known;
    const shader = make(...args);
    made.set(key, shader);
    return shader;
  };
}
