import { Button, Group, Input, Label, NumberField } from "react-aria-components";
import { counted } from "../trace/numberText.ts";

interface SievePagesProps {
  /** From 1. */
  page: number;
  pages: number;
  onChange: (page: number) => void;
}

/** The first page, the one before, any by its number, the next, the last. */
export function SievePages({ page, pages, onChange }: SievePagesProps) {
  const to = (label: string, target: number, isDisabled: boolean) => (
    <Button className="button" isDisabled={isDisabled} onPress={() => onChange(target)}>
      {label}
    </Button>
  );
  return (
    <div className="sieve-pages" role="group" aria-label="Pages">
      <span className="visually-hidden" aria-live="polite">
        page {page} of {counted(pages)}
      </span>
      {to("First", 1, page === 1)}
      {to("Before", page - 1, page === 1)}
      <NumberField
        className="sieve-page"
        value={page}
        minValue={1}
        maxValue={pages}
        step={1}
        isDisabled={pages === 1}
        formatOptions={{ useGrouping: false }}
        onChange={(value) => Number.isFinite(value) && onChange(value)}
      >
        <Label>Page</Label>
        <Group>
          <Input />
        </Group>
        <span>of {counted(pages)}</span>
      </NumberField>
      {to("Next", page + 1, page === pages)}
      {to("Last", pages, page === pages)}
    </div>
  );
}
