import { Button, Dialog, DialogTrigger, Heading, Popover } from "react-aria-components";
import type { BackendChoice } from "../../store/runState.ts";
import { Choice } from "../choice/Choice.tsx";
import { useActions, useRun } from "../useLab.ts";
import { chipText, fullText } from "./backendText.ts";
import { EngineLimits } from "./EngineLimits.tsx";
import { gateText } from "./gateText.ts";

const CHOICES: readonly { value: BackendChoice; label: string; hint: string }[] = [
  { value: "auto", label: "Best available", hint: "The GPU where the browser gives one, else WebAssembly." },
  { value: "webgpu", label: "WebGPU", hint: "The graphics card." },
  { value: "wasm", label: "WebAssembly", hint: "The processor, with this project's own SIMD kernels." },
  { value: "tfjs-wasm", label: "WebAssembly, tfjs", hint: "The processor, with the kernels of tfjs." },
  { value: "cpu", label: "CPU, plain JavaScript", hint: "Works everywhere, very slow." },
];

/** Honesty rule 4: what really computes is always visible; the details say what was tried and why. */
export function BackendChip() {
  const backend = useRun((run) => run.backend);
  const choice = useRun((run) => run.backendChoice);
  const shape = useRun((run) => run.shape);
  const parameters = useRun((run) => run.parameters);
  const begun = useRun((run) => run.step > 0);
  const { switchBackend } = useActions();
  const failed = useRun((run) => run.status === "failed");
  const text = backend ? chipText(backend) : failed ? "nothing computes" : "looking for a GPU";
  return (
    <DialogTrigger>
      <Button className="chip" aria-label={`Computes on: ${text}. Details`}>
        <i
          className={backend?.software || backend?.gate?.repaired.length ? "soft" : backend ? "" : "none"}
          aria-hidden="true"
        />
        <span>{text}</span>
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog>
          <Heading slot="title" level={2}>
            What computes
          </Heading>
          {backend && (
            <>
              <p>
                {fullText(backend)}.{" "}
                {backend.software && "This adapter is software, not a graphics card: correct, but slow."}
              </p>
              {backend.gate && <p className="chip-gate">{gateText(backend.gate).join(" ")}</p>}
              {backend.notes.length > 0 && (
                <ul>
                  {backend.notes.map((note) => (
                    <li key={note}>{note}</li>
                  ))}
                </ul>
              )}
            </>
          )}
          {shape && (
            <p className="chip-model">
              Model: {parameters.toLocaleString("en")} parameters, {shape.layers} layers, width {shape.width}. Nothing
              leaves this tab.
            </p>
          )}
          <Choice label="Use another" value={choice} options={CHOICES} onChange={switchBackend} />
          <EngineLimits />
          <p className="chip-model">
            {begun ? "Switching saves the run and goes on from where it is." : "Switching loads the base model again."}
          </p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
