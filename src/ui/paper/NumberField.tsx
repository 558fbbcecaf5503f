import { useEffect, useId, useState } from "react";
import { numberText } from "../recipe/valueText.ts";
import { readField, type StageField } from "./stageFields.ts";
import "./settings.css";

interface NumberFieldProps {
  field: StageField;
  value: number;
  /** What it would be without a change. */
  usual: number;
  onChange: (value: number) => void;
}

/** One number of a stage's settings; what cannot be read stays in the input with the reason. */
export function NumberField({ field, value, usual, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  useEffect(() => {
    setTyped(null);
    setProblem(null);
  }, [value]);
  const commit = (): void => {
    if (typed === null) return;
    const read = readField(field, typed);
    if ("problem" in read) return setProblem(read.problem);
    setTyped(null);
    setProblem(null);
    if (read.value !== value) onChange(read.value);
  };
  const { label, unit, hint, min, max } = field;
  return (
    <div className={value === usual ? "number-field" : "number-field changed"}>
      <label htmlFor={id}>
        {label}
        {unit && unit !== label.toLowerCase() && <small> {unit}</small>}
      </label>
      <input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        value={typed ?? numberText(value)}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-hint`}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === "Enter" && commit()}
      />
      <p id={`${id}-hint`}>
        {problem ? (
          <span role="alert">{problem}</span>
        ) : (
          <>
            {hint} {numberText(min)} to {numberText(max)}
            {value !== usual && `, usually ${numberText(usual)}`}.
          </>
        )}
      </p>
    </div>
  );
}
