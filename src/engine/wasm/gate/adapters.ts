import type { Adapter } from "./adapter.ts";
import { ATTENTION_ADAPTERS } from "./attentionAdapters.ts";
import { HEAD_ADAPTERS } from "./headAdapters.ts";
import { MATMUL_ADAPTERS } from "./matmulAdapters.ts";
import { ROW_ADAPTERS } from "./rowAdapters.ts";

/** Every kernel of the CPU engine. */
export const ADAPTERS: readonly Adapter[] = [
  ...MATMUL_ADAPTERS,
  ...ROW_ADAPTERS,
  ...ATTENTION_ADAPTERS,
  ...HEAD_ADAPTERS,
];
