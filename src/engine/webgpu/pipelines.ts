import type { BufferView } from "./gpu.ts";
import type { Shader } from "./shader.ts";

interface CompiledShader {
  pipeline: GPUComputePipeline;
  layout: GPUBindGroupLayout;
  id: number;
}

const MOST_BIND_GROUPS = 4096;

/** The pipelines of one device, and the bind groups that were used lately. */
export class Pipelines {
  private readonly compiled = new Map<Shader, CompiledShader>();
  private readonly bindGroups = new Map<string, GPUBindGroup>();
  private readonly ids = new WeakMap<GPUBuffer, number>();
  private nextId = 0;

  constructor(
    private readonly device: GPUDevice,
    /** Binding 0: the parameters of a dispatch, at a dynamic offset. */
    private readonly params: { buffer: GPUBuffer; size: number },
  ) {}

  /** What a dispatch sets. Compiles where nobody did so before. */
  of(
    shader: Shader,
    buffers: Readonly<Record<string, BufferView>>,
  ): { pipeline: GPUComputePipeline; group: GPUBindGroup } {
    const compiled = this.compiledOf(shader);
    return { pipeline: compiled.pipeline, group: this.bindGroup(compiled, shader, buffers) };
  }

  /**
   * Ahead of use. A shader that the device refuses is left for the moment it is used.
   * @param together all at the same time: a GPU's driver compiles on threads of its own. A software adapter shares ours and takes
   * twice as long that way (measured on SwiftShader).
   */
  async compile(shaders: Iterable<Shader>, together: boolean): Promise<void> {
    this.device.pushErrorScope("validation");
    const waiting = [...shaders].map(async (shader) => {
      if (!together) return void this.compiledOf(shader);
      if (this.compiled.has(shader)) return;
      const { layout, descriptor } = this.describe(shader);
      try {
        const pipeline = await this.device.createComputePipelineAsync(descriptor);
        this.compiled.set(shader, { pipeline, layout, id: this.nextId++ });
      } catch {
        return;
      }
    });
    const refused = this.device.popErrorScope();
    await Promise.all([...waiting, refused]);
  }

  private compiledOf(shader: Shader): CompiledShader {
    const known = this.compiled.get(shader);
    if (known) return known;
    const { layout, descriptor } = this.describe(shader);
    const made = { pipeline: this.device.createComputePipeline(descriptor), layout, id: this.nextId++ };
    this.compiled.set(shader, made);
    return made;
  }

  private describe(shader: Shader): { layout: GPUBindGroupLayout; descriptor: GPUComputePipelineDescriptor } {
    const { device } = this;
    const visibility = 0x4; // GPUShaderStage.COMPUTE
    const layout = device.createBindGroupLayout({
      label: shader.name,
      entries: [
        { binding: 0, visibility, buffer: { type: "uniform", hasDynamicOffset: true } },
        ...Object.values<string>(shader.buffers).map((use, i) => ({
          binding: i + 1,
          visibility,
          buffer: { type: use.startsWith("read ") ? ("read-only-storage" as const) : ("storage" as const) },
        })),
      ],
    });
    const module = device.createShaderModule({ code: shader.wgsl, label: shader.name });
    return {
      layout,
      descriptor: {
        label: shader.name,
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: "main" },
      },
    };
  }

  private bindGroup(
    compiled: CompiledShader,
    shader: Shader,
    buffers: Readonly<Record<string, BufferView>>,
  ): GPUBindGroup {
    const views = Object.keys(shader.buffers).map((name) => buffers[name] as BufferView);
    const key = `${compiled.id}:${views.map(({ buffer, offset, size }) => `${this.idOf(buffer)},${offset},${size}`).join(";")}`;
    const known = this.bindGroups.get(key);
    if (known) return known;
    if (this.bindGroups.size >= MOST_BIND_GROUPS) this.bindGroups.clear();
    const group = this.device.createBindGroup({
      label: shader.name,
      layout: compiled.layout,
      entries: [
        { binding: 0, resource: { ...this.params, offset: 0 } },
        ...views.map(({ buffer, offset, size }, i) => ({ binding: i + 1, resource: { buffer, offset, size } })),
      ],
    });
    this.bindGroups.set(key, group);
    return group;
  }

  private idOf(buffer: GPUBuffer): number {
    const known = this.ids.get(buffer);
    if (known !== undefined) return known;
    const id = this.nextId++;
    this.ids.set(buffer, id);
    return id;
  }
}
