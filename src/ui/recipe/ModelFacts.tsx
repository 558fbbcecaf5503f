import type { BackendChoice } from "../../store/runState.ts";
import { useActions, useRun } from "../useLab.ts";
import { Choice } from "../choice/Choice.tsx";
import { counted } from "../trace/numberText.ts";

const BACKENDS: readonly { value: BackendChoice; label: string; hint: string }[] = [
  { value: "auto", label: "fastest available", hint: "Tries WebGPU, then WebAssembly, and says which one it took." },
  { value: "webgpu", label: "WebGPU", hint: "The graphics processor, where the browser offers it." },
  { value: "wasm", label: "WebAssembly, own kernels", hint: "The processor, one thread, with vector instructions." },
  { value: "tfjs-wasm", label: "WebAssembly, TensorFlow.js", hint: "Slower; an independent second implementation." },
  { value: "cpu", label: "plain JavaScript", hint: "Very slow; for checking only." },
];

/** The model that is trained and what computes it. The backend is switched at once, not on restart. */
export function ModelFacts() {
  const shape = useRun((run) => run.shape);
  const parameters = useRun((run) => run.parameters);
  const backend = useRun((run) => run.backend);
  const choice = useRun((run) => run.backendChoice);
  const { switchBackend } = useActions();
  return (
    <>
      <p className="recipe-model">
        {shape
          ? `${counted(parameters)} parameters: ${shape.layers} layers, ${shape.width} wide, ${shape.heads} heads, ${shape.vocabSize} words.`
          : "The model is not loaded yet."}
      </p>
      <div className="setting choice-setting">
        <Choice label="Backend" value={choice} options={BACKENDS} onChange={switchBackend} />
        <p className="setting-hint">
          {backend ? `In use: ${backend.description}. ` : ""}A switch takes effect at once.
        </p>
      </div>
      {backend && backend.notes.length > 0 && (
        <ul className="recipe-report">
          {backend.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </>
  );
}
