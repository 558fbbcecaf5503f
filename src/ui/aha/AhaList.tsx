import { useState } from "react";
import { Button } from "react-aria-components";
import type { AhaEvent } from "../../protocol/messages.ts";
import { ahaLine } from "./ahaText.ts";

const LISTED = 12;

/** The first and the latest ahas as a plain list, newest first. */
export function AhaList({
  ahas,
  selected,
  onOpen,
}: {
  ahas: readonly AhaEvent[];
  selected: string | null;
  onOpen: (id: string) => void;
}) {
  const [open, setOpen] = useState(false);
  const listed = ahas.slice(-LISTED).reverse();
  const first = ahas[0];
  if (first && !listed.includes(first)) listed.push(first);
  return (
    <details className="aha-list" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The latest {Math.min(LISTED, ahas.length)} and the first, as a list</summary>
      {open && (
        <ul>
          {listed.map((event) => (
            <li key={event.id}>
              <Button aria-current={event.id === selected} onPress={() => onOpen(event.id)}>
                {ahaLine(event)}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
