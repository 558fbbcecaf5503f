import { Label, Slider, SliderOutput, SliderThumb, SliderTrack, Text } from "react-aria-components";

interface SettingSliderProps {
  label: string;
  unit?: string;
  /** What it does, and what the present value means. */
  hint: string;
  /** The values of the slider's places, ascending. A value between them (out of a link) stands at the nearest place. */
  values: readonly number[];
  value: number;
  text: (value: number) => string;
  onChange: (value: number) => void;
}

/** A setting of a few values: name, slider, value, sentence. */
export function SettingSlider({ label, unit, hint, values, value, text, onChange }: SettingSliderProps) {
  const last = values.length - 1;
  const place = values.reduce(
    (best, at, i) => (Math.abs(at - value) < Math.abs((values[best] ?? 0) - value) ? i : best),
    0,
  );
  const shown = unit ? `${text(value)} ${unit}` : text(value);
  return (
    <Slider
      className="reason-setting"
      minValue={0}
      maxValue={last}
      value={place}
      onChange={(next) => onChange(values[next] ?? value)}
    >
      <Label>{label}</Label>
      <SliderOutput className="reason-setting-value">{() => shown}</SliderOutput>
      <span className="setting-slider">
        <SliderTrack className="setting-track">
          <span className="setting-fill" style={{ width: `calc((100% + 16px) * ${last > 0 ? place / last : 0})` }} />
          <SliderThumb className="setting-thumb" aria-valuetext={shown} />
        </SliderTrack>
      </span>
      <Text className="reason-hint">{hint}</Text>
    </Slider>
  );
}
