import { useEffect, useState } from "react";
import { Button } from "react-aria-components";

type Outcome = "idle" | "copied" | "refused";

const WORDS: Record<Outcome, string> = { idle: "Copy", copied: "Copied", refused: "Clipboard refused" };

/** Puts a text on the clipboard and says how that went. `text` is asked for only when pressed. */
export function CopyButton({ text }: { text: () => string }) {
  const [outcome, setOutcome] = useState<Outcome>("idle");
  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), 2500);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setOutcome("copied");
    } catch {
      // Without a secure context or permission there is no clipboard; the button says so.
      setOutcome("refused");
    }
  };
  return (
    <>
      <Button
        className="link-button"
        aria-label={outcome === "idle" ? "Copy this group as text" : WORDS[outcome]}
        onPress={() => void copy()}
      >
        {WORDS[outcome]}
      </Button>
      <span className="visually-hidden" role="status">
        {outcome === "idle" ? "" : WORDS[outcome]}
      </span>
    </>
  );
}
