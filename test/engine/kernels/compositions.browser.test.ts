import { compositionParity } from "./compositions.ts";

compositionParity("webgpu");
