import { useId } from "react";
import { Switch } from "react-aria-components";
import { useActions, useRun } from "../useLab.ts";
import "../recipe/setting.css";

/** For whoever doubts a fast kernel, or wants the other cores for something else. */
export function EngineLimits() {
  const { variants, threads } = useRun((run) => run.engine);
  const several = useRun((run) => (run.backend?.threads ?? 1) > 1);
  const { limitEngine } = useActions();
  const limit = (plain: boolean, most: number | undefined): void =>
    limitEngine({ ...(plain && { variants: "none" }), ...(most !== undefined && { threads: most }) });
  return (
    <div className="engine-limits">
      <Limit
        name="Only plain kernels"
        hint="Without variants that not every device has: relaxed SIMD, subgroups, half precision."
        isOn={variants === "none"}
        onChange={(plain) => limit(plain, threads)}
      />
      {(several || threads !== undefined) && (
        <Limit
          name="One thread"
          hint="Leaves the other cores to the rest of this machine."
          isOn={threads === 1}
          onChange={(single) => limit(variants === "none", single ? 1 : undefined)}
        />
      )}
    </div>
  );
}

interface LimitProps {
  name: string;
  hint: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

function Limit({ name, hint, isOn, onChange }: LimitProps) {
  const id = useId();
  return (
    <>
      <Switch className="setting-switch" isSelected={isOn} onChange={onChange} aria-describedby={id}>
        <span>{name}</span>
        <span className="setting-knob" aria-hidden="true" />
      </Switch>
      <p id={id} className="chip-model">
        {hint}
      </p>
    </>
  );
}
