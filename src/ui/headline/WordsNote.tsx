import { useState } from "react";
import { Button } from "react-aria-components";
import { CorpusDialog } from "./CorpusDialog.tsx";

/** Honesty rule 1, one click away from the curve that it is about. */
export function WordsNote() {
  const [open, setOpen] = useState(false);
  return (
    <p className="chart-note">
      Training only selects these words.{" "}
      <Button className="link-button" onPress={() => setOpen(true)}>
        Where do the words come from?
      </Button>
      <CorpusDialog isOpen={open} onOpenChange={setOpen} />
    </p>
  );
}
