import type { BackendInfo } from "../../store/runState.ts";

type GateReport = NonNullable<BackendInfo["gate"]>;

const VARIANTS: Readonly<Record<string, string>> = {
  "relaxed-simd": "relaxed SIMD",
  f16: "half precision",
};

/** What the check of the kernels at start-up found, in sentences. */
export function gateText({ kernels, milliseconds, compileMilliseconds, repaired, variants }: GateReport): string[] {
  const compiled = compileMilliseconds === undefined ? "" : `compiled in ${Math.round(compileMilliseconds)} ms and `;
  const checked = `${kernels} ${kernels === 1 ? "kernel" : "kernels"} ${compiled}checked in ${Math.round(milliseconds)} ms`;
  const [verdict, ...repairs] =
    repaired.length === 0
      ? [`${checked}, all of them right on this device.`]
      : [
          `${checked}.`,
          ...repaired.map((name) => `${name} came out wrong on this device and runs as its slower composition.`),
        ];
  const used =
    variants.length === 0
      ? "Only plain kernels are in use."
      : `Variants in use: ${variants.map((name) => VARIANTS[name] ?? name).join(", ")}.`;
  return [verdict, ...repairs, used].filter((sentence) => sentence !== undefined);
}
