import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from "react-aria-components";
import "./choice.css";

export interface ChoiceOption<T extends string> {
  value: T;
  label: string;
  hint?: string;
}

interface ChoiceProps<T extends string> {
  label: string;
  /** Label beside the button instead of above it. */
  inline?: boolean;
  hideLabel?: boolean;
  value: T | null;
  /** Shown when value is null. */
  placeholder?: string;
  options: readonly ChoiceOption<T>[];
  disabled?: boolean;
  describedBy?: string;
  onChange: (value: T) => void;
}

/** A menu of a few options, each with a sentence of its own. */
export function Choice<T extends string>({
  label,
  inline,
  hideLabel,
  value,
  placeholder,
  options,
  disabled,
  describedBy,
  onChange,
}: ChoiceProps<T>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Select
      className={inline ? "choice inline" : "choice"}
      value={value}
      isDisabled={disabled ?? false}
      {...(hideLabel ? { "aria-label": label } : {})}
      {...(describedBy ? { "aria-describedby": describedBy } : {})}
      onChange={(key) => {
        const option = options.find((candidate) => candidate.value === key);
        if (option) onChange(option.value);
      }}
    >
      {!hideLabel && <Label className="choice-label">{label}</Label>}
      <Button className="choice-button">
        <SelectValue className="choice-value">{chosen?.label ?? placeholder ?? "choose"}</SelectValue>
        <span className="choice-arrow" aria-hidden="true" />
      </Button>
      <Popover className="choice-popover">
        <ListBox className="choice-list">
          {options.map((option) => (
            <ListBoxItem key={option.value} id={option.value} textValue={option.label} className="choice-item">
              <Text slot="label">{option.label}</Text>
              {option.hint && <Text slot="description">{option.hint}</Text>}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
