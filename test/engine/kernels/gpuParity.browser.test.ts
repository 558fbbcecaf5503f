import { gpuParity } from "./gpuParity.ts";

gpuParity("a browser", null);
