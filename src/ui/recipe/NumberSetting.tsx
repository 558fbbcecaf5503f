import { useId, useMemo, type KeyboardEvent } from "react";
import { Slider, SliderThumb, SliderTrack } from "react-aria-components";
import type { ConfigField } from "../../rl/config.ts";
import { parseNumber } from "./parseNumber.ts";
import { sliderScale } from "./sliderScale.ts";
import { useTypedNumber } from "./useTypedNumber.ts";
import { numberText, valueText } from "./valueText.ts";

interface NumberSettingProps {
  field: ConfigField;
  value: number;
  id: string;
  describedBy: string;
  disabled: boolean;
  onChange: (value: number) => void;
}

/** Above this a slider's pixels cannot tell neighbouring values apart: only the input is offered. */
const TOO_WIDE = 100_000;

/**
 * A slider and, for any exact value, an input; both show the same number. What cannot be read stays in the input with
 * the reason.
 */
export function NumberSetting({ field, value, id, describedBy, disabled, onChange }: NumberSettingProps) {
  const { min = 0, max = 1 } = field;
  const scale = useMemo(() => sliderScale({ ...field, min, max }), [field, min, max]);
  const { typed, problem, type, commit, forget } = useTypedNumber(value, (text) => parseNumber(text, field), onChange);
  const problemId = useId();
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Enter") commit();
    if (event.key === "Escape" && typed !== null) {
      event.stopPropagation();
      forget();
    }
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const by = event.key === "ArrowUp" ? scale.step : -scale.step;
      onChange(scale.toValue(Math.min(scale.max, Math.max(scale.min, scale.toPosition(value) + by))));
    }
  };
  const position = scale.toPosition(value);
  const share = scale.max > scale.min ? (position - scale.min) / (scale.max - scale.min) : 0;
  return (
    <>
      <input
        id={id}
        className="setting-input"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
        value={typed ?? numberText(value)}
        aria-invalid={problem !== null}
        aria-describedby={problem ? `${problemId} ${describedBy}` : describedBy}
        onChange={(event) => type(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={commit}
        onKeyDown={press}
      />
      {max - min < TOO_WIDE && (
        <Slider
          className="setting-slider"
          aria-label={field.label}
          minValue={scale.min}
          maxValue={scale.max}
          step={scale.step}
          value={position}
          isDisabled={disabled}
          onChange={(next) => onChange(scale.toValue(next))}
        >
          <SliderTrack className="setting-track">
            <span className="setting-fill" style={{ width: `calc((100% + 16px) * ${share})` }} />
            <SliderThumb
              className="setting-thumb"
              aria-valuetext={`${valueText(field, value)}${field.unit ? ` ${field.unit}` : ""}`}
            />
          </SliderTrack>
        </Slider>
      )}
      {problem && (
        <p id={problemId} className="setting-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
