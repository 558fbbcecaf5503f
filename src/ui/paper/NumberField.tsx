import { useId } from "react";
import { useTypedNumber } from "../recipe/useTypedNumber.ts";
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
  const id = useId();
  const { typed, problem, type, commit, forget } = useTypedNumber(value, (text) => readField(field, text), onChange);
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
        onChange={(event) => type(event.target.value)}
        onBlur={commit}
        onKeyDown={({ key }) => {
          if (key === "Enter") commit();
          if (key === "Escape") forget();
        }}
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
