import { compositionParity } from "./compositions.ts";

compositionParity("cpu");
compositionParity("tfjs-wasm");
